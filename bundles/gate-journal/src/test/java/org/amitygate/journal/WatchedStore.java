package org.amitygate.journal;

import java.time.Instant;
import java.util.function.Function;

/**
 * A real store that fails when the test wants, and does not take records of the stream {@code
 * poison}.
 */
final class WatchedStore implements Store {

  private final Store real;
  volatile int commits;
  String unavailable = "";
  volatile Runnable beforeCommit = () -> {};

  WatchedStore(Store real) {
    this.real = real;
  }

  @Override
  public Rows rows() {
    return real.rows();
  }

  @Override
  public void commit(Changes changes) {
    commits++;
    beforeCommit.run();
    fail();
    if (changes.records.stream().anyMatch(row -> row.stream().equals("poison"))) {
      throw new StoreRejected("poison", new IllegalStateException("poison"));
    }
    real.commit(changes);
  }

  @Override
  public String place() {
    return real.place();
  }

  @Override
  public boolean wasCommitted() {
    return real.wasCommitted();
  }

  @Override
  public <R> R read(Function<Rows, R> question) {
    return real.read(question);
  }

  @Override
  public void probe() {
    fail();
    real.probe();
  }

  private void fail() {
    if (!unavailable.isEmpty()) {
      throw new StoreUnavailable(unavailable, new IllegalStateException(unavailable));
    }
  }

  @Override
  public Instant lastAt() {
    return real.lastAt();
  }

  @Override
  public void close() {
    real.close();
  }
}
