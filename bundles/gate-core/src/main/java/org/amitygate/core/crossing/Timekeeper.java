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
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes crossings when their time has come, in the order of their times. A waiting crossing costs
 * its row and one entry here, no thread and no timer of its own. While the journal is out nobody is
 * woken, and after that not before they were given more time: what they wait for may have come in
 * vain meanwhile. Thread-safe.
 */
public final class Timekeeper implements Crossings.Observer {

  /** What is done with crossings in their time. Thread-safe, must not block. */
  public interface Woken {

    /** The journal cannot be written at the moment. */
    boolean out();

    /**
     * A crossing's time has come. @return fails if that could not be recorded: it is tried again
     */
    CompletionStage<?> wake(UUID crossing);

    /**
     * The journal was out: gives what crossings wait for time to come again.
     *
     * @return fails if that could not be recorded: it is tried again
     */
    CompletionStage<?> afterOutage();
  }

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
  private int underWay;
  private volatile boolean open;

  /** The journal was out, and nobody was given more time since. */
  private volatile boolean wasOut;

  /** It is being done. */
  private volatile boolean givesTime;

  public Timekeeper(GateClock clock, Scheduler scheduler) {
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /** Begins to wake, on the timer's thread. */
  public void open(Woken woken) {
    open = true;
    look(woken);
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

  private void look(Woken woken) {
    if (open) {
      try {
        boolean out = woken.out();
        wasOut |= out;
        if (!wasOut && !givesTime) {
          wakeAll(woken);
        } else if (!out && !givesTime) {
          giveTime(woken);
        }
      } finally {
        scheduler.after(LOOK, () -> look(woken));
      }
    }
  }

  private void giveTime(Woken woken) {
    givesTime = true;
    wasOut = false;
    woken
        .afterOutage()
        .whenComplete(
            (done, failure) -> {
              if (failure != null && JournalUnavailable.is(failure)) {
                wasOut = true;
              } else if (failure != null) {
                LOG.error("crossings get no more time after the journal was out", failure);
              }
              givesTime = false;
            });
  }

  private void wakeAll(Woken woken) {
    Instant now = clock.now();
    for (Due due = next(now); due != null; due = next(now)) {
      wake(woken, due);
    }
  }

  private synchronized @Nullable Due next(Instant now) {
    if (underWay >= AT_ONCE || queue.isEmpty() || queue.first().at().isAfter(now)) {
      return null;
    }
    Due due = queue.pollFirst();
    known.remove(due.crossing());
    underWay++;
    return due;
  }

  private void wake(Woken woken, Due due) {
    woken
        .wake(due.crossing())
        .whenComplete(
            (done, failure) -> {
              synchronized (this) {
                underWay--;
              }
              if (failure != null) {
                if (JournalUnavailable.is(failure)) { // it says itself what it is
                  wasOut = true;
                } else {
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
