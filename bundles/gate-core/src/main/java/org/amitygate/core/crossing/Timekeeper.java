package org.amitygate.core.crossing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;

/**
 * Wakes crossings when their time has come. A waiting crossing costs its row and one entry here, no
 * thread and no timer of its own.
 */
public final class Timekeeper implements Crossings.Observer {

  private record Due(Instant at, UUID crossing) {}

  private static final Duration LOOK = Duration.ofMillis(20);

  private final GateClock clock;
  private final Map<UUID, Instant> dueAt = new ConcurrentHashMap<>();
  private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));
  private final Scheduler scheduler;
  private volatile boolean open;
  private volatile Consumer<UUID> wake = crossing -> {};

  public Timekeeper(GateClock clock, Scheduler scheduler) {
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /** Begins to wake. @param wake called on the timer's thread; must not block */
  public void open(Consumer<UUID> wake) {
    this.wake = wake;
    open = true;
    look();
  }

  public void close() {
    open = false;
  }

  @Override
  public void put(Transaction tx, Crossing crossing) {
    Optional<Instant> due = crossing.open() ? crossing.dueAt() : Optional.empty();
    tx.afterCommit(() -> set(crossing.id(), due));
  }

  /** What a crossing waits for now; empty: nothing. */
  public void set(UUID crossing, Optional<Instant> due) {
    if (due.isEmpty()) {
      dueAt.remove(crossing);
    } else if (!due.get().equals(dueAt.put(crossing, due.get()))) {
      synchronized (queue) {
        queue.add(new Due(due.get(), crossing));
      }
    }
  }

  /** What was stored of a crossing's time; what came since is newer. */
  public void restore(UUID crossing, Optional<Instant> due) {
    if (due.isPresent() && dueAt.putIfAbsent(crossing, due.get()) == null) {
      synchronized (queue) {
        queue.add(new Due(due.get(), crossing));
      }
    }
  }

  private void look() {
    if (open) {
      try {
        wakeAll(clock.now());
      } finally {
        scheduler.after(LOOK, this::look);
      }
    }
  }

  private void wakeAll(Instant now) {
    while (true) {
      Due due;
      synchronized (queue) {
        due = queue.peek();
        if (due == null || due.at().isAfter(now)) {
          return;
        }
        queue.poll();
      }
      if (dueAt.remove(due.crossing(), due.at())) {
        wake.accept(due.crossing());
      }
    }
  }
}
