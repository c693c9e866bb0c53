package org.amitygate.core.crossing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes crossings when their time has come, in the order of their times. A waiting crossing costs
 * its row and one entry here, no thread and no timer of its own.
 */
public final class Timekeeper implements Crossings.Observer {

  private record Due(Instant at, UUID crossing) {}

  private static final Duration LOOK = Duration.ofMillis(20);

  /** Woken and not yet done: after a long stop many have waited too long, and others wait too. */
  static final int AT_ONCE = 256;

  /** After this, what could not be recorded is tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);

  private final GateClock clock;
  private final Scheduler scheduler;
  private final Map<UUID, Due> known = new HashMap<>();
  private final TreeSet<Due> queue =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::crossing));
  private int woken;
  private volatile boolean open;
  private volatile Function<UUID, CompletionStage<?>> wake;

  public Timekeeper(GateClock clock, Scheduler scheduler) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.wake =
        crossing -> {
          throw new IllegalStateException("not open");
        };
  }

  /**
   * Begins to wake.
   *
   * @param wake called on the timer's thread, must not block; what fails is tried again
   */
  public void open(Function<UUID, CompletionStage<?>> wake) {
    this.wake = wake;
    open = true;
    look();
  }

  public void close() {
    open = false;
  }

  /** How many crossings wait for a time. */
  public synchronized int size() {
    return queue.size();
  }

  @Override
  public void put(Transaction tx, Crossing crossing) {
    Optional<Instant> due = crossing.open() ? crossing.dueAt() : Optional.empty();
    tx.afterCommit(() -> set(crossing.id(), due));
  }

  /** What a crossing waits for now; empty: nothing. */
  public synchronized void set(UUID crossing, Optional<Instant> due) {
    Due before = known.remove(crossing);
    if (before != null) {
      queue.remove(before);
    }
    due.ifPresent(at -> restore(crossing, at));
  }

  /** What was stored of a crossing's time; what came since is newer. */
  public synchronized void restore(UUID crossing, Instant at) {
    Due due = new Due(at, crossing);
    if (known.putIfAbsent(crossing, due) == null) {
      queue.add(due);
    }
  }

  private void look() {
    if (open) {
      try {
        Instant now = clock.now();
        for (Due due = next(now); due != null; due = next(now)) {
          wake(due);
        }
      } finally {
        scheduler.after(LOOK, this::look);
      }
    }
  }

  private synchronized @Nullable Due next(Instant now) {
    if (woken >= AT_ONCE || queue.isEmpty() || queue.first().at().isAfter(now)) {
      return null;
    }
    Due due = queue.pollFirst();
    known.remove(due.crossing());
    woken++;
    return due;
  }

  private void wake(Due due) {
    wake.apply(due.crossing())
        .whenComplete(
            (done, failure) -> {
              synchronized (this) {
                woken--;
              }
              if (failure != null) {
                if (!JournalUnavailable.is(failure)) { // an outage says itself what it is
                  LOG.error(
                      "crossing {}: its time came and that could not be recorded; it is tried again",
                      due.crossing(),
                      failure);
                }
                scheduler.after(AGAIN, () -> restore(due.crossing(), due.at()));
              }
            });
  }
}
