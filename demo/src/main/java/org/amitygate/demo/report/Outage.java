package org.amitygate.demo.report;

/**
 * A gate was dead, or not yet at work again.
 *
 * @param from UTC microseconds, as {@code to}
 */
public record Outage(String gate, long from, long to) {}
