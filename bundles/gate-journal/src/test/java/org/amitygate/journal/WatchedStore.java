package org.amitygate.journal;

import org.jspecify.annotations.Nullable;

/**
 * A real store that fails when the test wants, and does not take records of the stream {@code
 * poison}.
 */
final class WatchedStore extends ForwardingStore {

  volatile int commits;
  String unavailable = "";

  /** Why its tables cannot be opened. */
  @Nullable RuntimeException closed;

  volatile Runnable beforeCommit = () -> {};

  WatchedStore(Store real) {
    super(real);
  }

  @Override
  public Rows rows() {
    if (closed != null) {
      throw closed;
    }
    return super.rows();
  }

  @Override
  public void commit(Changes changes) {
    commits++;
    beforeCommit.run();
    fail(unavailable);
    if (changes.records.stream().anyMatch(row -> row.stream().equals("poison"))) {
      throw new StoreRejected("poison", new IllegalStateException("poison"));
    }
    super.commit(changes);
  }

  @Override
  public void probe() {
    fail(unavailable);
    super.probe();
  }

  private static void fail(String cause) {
    if (!cause.isEmpty()) {
      throw new StoreUnavailable(cause, new IllegalStateException(cause));
    }
  }
}
