package org.amitygate.config;

import java.util.Map;

/**
 * How a device is connected.
 *
 * @param kind {@code tcp}, {@code http-stream} or {@code http-push}
 * @param address {@code host:port} (tcp), a URL (http-stream), {@code host:port/path} that the gate
 *     listens on (http-push)
 * @param options user, password and limits, by name
 */
public record LinkConfig(String kind, String address, Map<String, String> options) {}
