package org.amitygate.core.device;

import org.amitygate.config.LinkConfig;
import org.amitygate.device.Inbound;
import org.amitygate.device.Link;

/**
 * Makes connections of one kind. An OSGi service with the property {@code gate.link}: {@code tcp},
 * {@code http-stream}, {@code http-push}.
 */
public interface LinkFactory {

  /**
   * Makes a connection that is not yet open. Never blocks and never throws for an unreachable
   * device.
   */
  OpenLink create(String device, LinkConfig config, Listener listener);

  /** A connection, as the device host holds it. Idempotent, non-blocking, thread-safe. */
  interface OpenLink extends Link, AutoCloseable {

    /** Tries once to connect; the listener hears how it ended. The host repeats with back-off. */
    void connect();

    /** Stops and resumes reading from the device, so that memory stays bounded. */
    void readable(boolean on);

    /** Cuts the connection; the listener hears {@link Listener#disconnected}. */
    void reset(String cause);

    @Override
    void close();
  }

  /** Hears the connection on the link's own thread; must not block. */
  interface Listener {
    void connected();

    /** Stream bytes as they came (not accumulated; the array is the listener's), or a message. */
    void received(byte[] bytes);

    void received(Inbound.Message message);

    /**
     * @param cause a sentence for the operator
     */
    void disconnected(String cause);
  }
}
