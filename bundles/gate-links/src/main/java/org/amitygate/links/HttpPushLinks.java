package org.amitygate.links;

import java.util.HashMap;
import java.util.Map;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Links of the kind {@code http-push}: the gate listens on {@code host:port/path} and the device
 * sends POST or PUT requests there. Several devices share a {@code host:port} with different paths.
 * A link is connected while it listens.
 *
 * <p>Limits, so that one hostile or broken device cannot hurt the others: request line 4 KiB,
 * headers 16 KiB, body 8 MiB (413), a head within 10 s, a body within 30 s and never 10 s without
 * progress, two bodies at a time for each path, 256 connections for each listening address (the one
 * that has been idle longest is closed for a new one), an answer within 30 s, else 503.
 */
@Component(property = "gate.link=http-push")
public final class HttpPushLinks implements LinkFactory {

  private final EventLoops loops;
  private final Map<Endpoint, PushServer> servers = new HashMap<>();

  private final PushLimits limits;

  @Activate
  public HttpPushLinks(@Reference EventLoops loops) {
    this(loops, PushLimits.STANDARD);
  }

  HttpPushLinks(EventLoops loops, PushLimits limits) {
    this.loops = loops;
    this.limits = limits;
  }

  /**
   * @throws IllegalArgumentException the address has another form
   */
  @Override
  public OpenLink create(String device, LinkConfig config, Listener listener) {
    String address = config.address().strip();
    int slash = address.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          device
              + ": '"
              + address
              + "' names no path to listen on; write it like 0.0.0.0:8081/L3/entry");
    }
    Endpoint endpoint = Endpoint.parse(device, address.substring(0, slash));
    return new PushLink(device, address.substring(slash), listener, lease(endpoint));
  }

  /** The server of an address, for one more link. */
  private synchronized PushServer lease(Endpoint endpoint) {
    PushServer server =
        servers.computeIfAbsent(endpoint, at -> new PushServer(loops, at, limits, this::free));
    server.leases++;
    return server;
  }

  /** A link needs the server no longer; without links it stops listening. */
  private synchronized void free(PushServer server) {
    server.leases--;
    if (server.leases == 0) {
      servers.remove(server.endpoint(), server);
      server.close();
    }
  }

  /** Stops listening everywhere. */
  @Deactivate
  synchronized void close() {
    servers.values().forEach(PushServer::close);
    servers.clear();
  }
}
