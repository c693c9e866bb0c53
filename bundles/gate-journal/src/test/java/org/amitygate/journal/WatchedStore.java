package org.amitygate.journal;

/**
 * A real store that fails when the test wants, and does not take records of the stream {@code
 * poison}.
 */
final class WatchedStore extends ForwardingStore {

  volatile int commits;
  String unavailable = "";
  volatile Runnable beforeCommit = () -> {};

  WatchedStore(Store real) {
    super(real);
  }

  @Override
  public void commit(Changes changes) {
    commits++;
    beforeCommit.run();
    fail();
    if (changes.records.stream().anyMatch(row -> row.stream().equals("poison"))) {
      throw new StoreRejected("poison", new IllegalStateException("poison"));
    }
    super.commit(changes);
  }

  @Override
  public void probe() {
    fail();
    super.probe();
  }

  private void fail() {
    if (!unavailable.isEmpty()) {
      throw new StoreUnavailable(unavailable, new IllegalStateException(unavailable));
    }
  }
}
