package org.amitygate.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal.Work;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.UuidV7;

/** A journal in one thread: nothing runs until the test says so, and time stands still. */
final class Fixture implements AutoCloseable {

  static final Instant START = Instant.parse("2026-11-23T01:02:03.456789Z");

  final Queue<Runnable> writer = new ArrayDeque<>();
  final Queue<Runnable> completions = new ArrayDeque<>();
  final List<Runnable> timers = new ArrayList<>();
  final Store store;
  final JournalWriter journal;
  Instant now = START;

  Fixture(Store store) {
    this(store, JournalWriter.QUEUE);
  }

  Fixture(Store store, int capacity) {
    this.store = store;
    SplittableRandom random = new SplittableRandom(42);
    Strands strands =
        new Strands(
            writer::add, completions::add, Runnable::run, (delay, task) -> timers.add(task));
    journal =
        new JournalWriter(
            store, () -> now, new UuidV7(() -> now, random), random, strands, capacity);
  }

  /** Runs everything that was given to the writer, then everything it wants told. */
  void settle() {
    run(writer);
    run(completions);
  }

  /** Lets the time of every timer come. */
  void timePasses() {
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
    settle();
  }

  static void run(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Submits, settles and gives the result; throws what the work failed with. */
  <R> R done(Work<R> work) {
    CompletableFuture<R> future = journal.submit(work);
    settle();
    return future.getNow(null);
  }

  /** A work that only writes, submitted and settled. */
  void write(Consumer<Transaction> writing) {
    Boolean written =
        done(
            tx -> {
              writing.accept(tx);
              return true;
            });
    if (written == null) {
      throw new AssertionError("not written");
    }
  }

  static Throwable failure(CompletableFuture<?> future) {
    try {
      future.getNow(null);
      return new AssertionError("did not fail; done: " + future.isDone());
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  static ObjectNode body(String field, int value) {
    return Json.object().put(field, value);
  }

  static CrossingRow crossing(int number, int version) {
    return crossing(number, version, true, "51C" + number, "D" + number);
  }

  static CrossingRow crossing(
      int number, int version, boolean open, String plate, String declaration) {
    return new CrossingRow(
        new UUID(0x0190_0000_0000_7000L + number, 0x8000_0000_0000_0000L),
        "HN-" + number,
        "EXIT",
        "L3",
        "cargo-export",
        "1.0.0",
        "ARRIVED",
        "weigh",
        "",
        plate,
        declaration,
        open,
        START.plusSeconds(number),
        START.plusSeconds(number + version),
        Optional.empty(),
        version,
        Body.of(body("version", version)));
  }

  static Outgoing outgoing(String id) {
    return new Outgoing(id, "partner:DX", "partner", START, body("n", 1));
  }

  @Override
  public void close() {
    store.close();
  }
}
