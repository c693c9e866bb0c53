package org.amitygate.core.device;

import org.jspecify.annotations.Nullable;

/**
 * The exchange of drivers that waits for a new connection, if one does. It is told once what came
 * of it, and then forgotten. On the device's strand only.
 */
final class PendingExchange {

  private @Nullable Exchange waiting;

  /** The next connection is for its successor. */
  void await(Exchange exchange) {
    waiting = exchange;
  }

  /** A session is open on the new connection. */
  void opened() {
    Exchange done = waiting;
    waiting = null;
    if (done != null) {
      done.opened();
    }
  }

  /**
   * No session could be opened on the new connection.
   *
   * @return whether the predecessor is put back, for one more connection
   */
  boolean fallBack(String cause) {
    Exchange running = waiting;
    return running != null && running.fallBack(cause);
  }

  /** Whether the connection that ended was cut for the exchange; true once. */
  boolean takeExpectedEnd() {
    Exchange running = waiting;
    return running != null && running.takeExpectedEnd();
  }

  /** No session will come up in its time. */
  void abandon(String cause) {
    Exchange given = waiting;
    waiting = null;
    if (given != null) {
      given.later(cause);
    }
  }
}
