package org.amitygate.journal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A batch on its way to the disk. Thread-safe. */
final class Flight {

  private final Store store;
  private final Batch batch;
  private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

  Flight(Store store, Batch batch) {
    this.store = store;
    this.batch = batch;
  }

  Batch batch() {
    return batch;
  }

  /** Commits it. To be called once. */
  void run() {
    Optional<Throwable> failure = Optional.empty();
    try {
      store.commit(batch.changes());
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
    }
    end.complete(failure);
  }

  boolean ended() {
    return end.isDone();
  }

  /** Waits for its end, and tells why the batch was not stored; empty: it was. */
  Optional<Throwable> failure() {
    return end.join();
  }
}
