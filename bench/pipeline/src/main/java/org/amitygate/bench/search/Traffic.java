package org.amitygate.bench.search;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * Vehicles that pass while somebody searches: each writes what a crossing writes, in five works and
 * eleven records, and the next one comes when it has left.
 */
final class Traffic {

  private static final int WORKS = 5;

  private final Journal journal;
  private final Vehicles vehicles;
  private final AtomicLong next;
  private final AtomicLong passed = new AtomicLong();
  private volatile boolean over;

  /** {@code first}: number of the first vehicle. */
  Traffic(Journal journal, Vehicles vehicles, long first) {
    this.journal = journal;
    this.vehicles = vehicles;
    this.next = new AtomicLong(first);
  }

  /** Completes when the last of them has left, after {@link #end}. */
  CompletableFuture<Void> start(int lanes) {
    CompletableFuture<?>[] all = new CompletableFuture<?>[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      all[lane] = new CompletableFuture<>();
      vehicle(lane, all[lane]);
    }
    return CompletableFuture.allOf(all);
  }

  void end() {
    over = true;
  }

  /** Vehicles that have left. */
  long passed() {
    return passed.get();
  }

  private void vehicle(int lane, CompletableFuture<?> done) {
    if (over) {
      done.complete(null);
    } else {
      work(lane, next.getAndIncrement(), 1, done);
    }
  }

  private void work(int lane, long number, int version, CompletableFuture<?> done) {
    journal
        .submit(tx -> write(tx, lane, number, version))
        .whenComplete(
            (result, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (version < WORKS) {
                work(lane, number, version + 1, done);
              } else {
                passed.incrementAndGet();
                vehicle(lane, done);
              }
            });
  }

  private Void write(Transaction tx, int lane, long number, int version) {
    Instant now = tx.now();
    boolean ends = version == WORKS;
    CrossingRow row = vehicles.row(number, version, ends ? "DONE" : "UNDER_WAY", "", !ends, now);
    tx.put(row);
    int records = version == 1 ? 3 : 2;
    for (int i = 0; i < records; i++) {
      var body = Json.object().put("stage", "weigh").put("visit", version).put("lane", row.lane());
      tx.append(
          "crossing:" + row.id(),
          "StageCompleted",
          2,
          body.put("configuration", "8f1d6a1a2b7c"),
          i == 0 ? Optional.of(Json.object().put("plate", row.plate())) : Optional.empty());
    }
    tx.put("lane", "L" + lane, Json.object().put("crossing", row.id().toString()));
    return null;
  }
}
