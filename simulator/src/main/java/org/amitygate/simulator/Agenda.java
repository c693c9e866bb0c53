package org.amitygate.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import org.amitygate.device.DeviceHost;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time and what is going to happen in it. Tasks of threads run at once, in any order that
 * threads could run them in; the world's events run at their time; timers of processes run a little
 * late, as timers do, and much later while nothing moves: a night without vehicles is a few
 * thousand steps.
 */
final class Agenda {

  /** µs; timers are late by this at most while something moves. */
  private static final long FINE = 100_000;

  private static final long SECOND = 1_000_000;

  private static final class Event implements Comparable<Event> {
    final long at;
    final long order;
    final Runnable task;
    boolean cancelled;

    Event(long at, long order, Runnable task) {
      this.at = at;
      this.order = order;
      this.task = task;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Dice dice;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final PriorityQueue<Event> timers = new PriorityQueue<>();
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private long now;
  private long order;
  private long stirredAt;
  private long steps;

  Agenda(Dice dice) {
    this.dice = dice;
  }

  /** µs since the beginning. */
  long now() {
    return now;
  }

  /** How many things have happened. */
  long steps() {
    return steps;
  }

  /** Something moves: timers are nearly in time from now on. */
  void stir() {
    stirredAt = now;
  }

  /** µs since something moved. */
  long quiet() {
    return now - stirredAt;
  }

  /** A task of a thread whose turn it is. */
  void ready(Runnable task) {
    if (dice.one(4)) {
      ready.addFirst(task);
    } else {
      ready.addLast(task);
    }
  }

  /** An event outside of the gates, at its time. */
  void after(long micros, Runnable task) {
    events.add(new Event(now + micros, order++, task));
  }

  /** A timer of a process. */
  DeviceHost.Schedule timer(Duration delay, Runnable task) {
    long micros = Math.max(0, delay.toNanos() / 1_000);
    Event event = new Event(now + micros, order++, task);
    timers.add(event);
    return () -> event.cancelled = true;
  }

  /** Lets everything happen that happens until then. */
  void run(long until) {
    while (step(until)) {
      steps++;
    }
  }

  /**
   * @return false: nothing else happens until then, and it is then now
   */
  private boolean step(long until) {
    Runnable task = ready.pollFirst();
    if (task != null) {
      task.run();
      return true;
    }
    Event event = first(events);
    Event timer = first(timers);
    long eventAt = event == null ? Long.MAX_VALUE : event.at;
    long timerAt = timer == null ? Long.MAX_VALUE : late(timer.at);
    if (Math.min(eventAt, timerAt) > until) {
      now = Math.max(now, until);
      return false;
    }
    boolean late = timerAt <= eventAt;
    now = Math.max(now, late ? timerAt : eventAt);
    (late ? timers : events).remove().task.run();
    return true;
  }

  private static @Nullable Event first(PriorityQueue<Event> queue) {
    Event first = queue.peek();
    while (first != null && first.cancelled) {
      queue.remove();
      first = queue.peek();
    }
    return first;
  }

  private long late(long at) {
    long quantum = quantum();
    return Math.max(now, (at + quantum - 1) / quantum * quantum);
  }

  private long quantum() {
    long quiet = quiet();
    if (quiet < 5 * SECOND) {
      return FINE;
    }
    if (quiet < 60 * SECOND) {
      return SECOND;
    }
    if (quiet < 600 * SECOND) {
      return 5 * SECOND;
    }
    return quiet < 6 * 3_600 * SECOND ? 60 * SECOND : 600 * SECOND;
  }
}
