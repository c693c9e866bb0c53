package org.amitygate.core.bench;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.MonotonicGateClock;
import org.amitygate.device.DeviceHost;
import org.jspecify.annotations.Nullable;

/**
 * Timers and threads of one process, on the test's own thread; time goes only when the test lets
 * it. Tasks run in the order in which they came, or in any order that threads could run them in.
 */
public final class VirtualTime implements Scheduler, Executor {

  private record Task(long order, Runnable what) {}

  private record Timer(Instant due, long order, Runnable task, boolean[] cancelled) {}

  /** Each runs its tasks in their order. */
  private final List<Deque<Task>> strands = new ArrayList<>();

  private final List<Task> pool = new ArrayList<>();

  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::order));
  private final @Nullable RandomGenerator anyOrder;
  private Instant now;
  private long order;
  private boolean running;
  private boolean stopped;

  public VirtualTime(Instant now, @Nullable RandomGenerator anyOrder) {
    this.now = now;
    this.anyOrder = anyOrder;
  }

  public Instant now() {
    return now;
  }

  /** Gate time of a process that starts now, on a machine whose wall clock is off by so much. */
  public GateClock gateClock(Instant lastRecord, Supplier<Duration> wallOff) {
    Instant start = now;
    Clock wall =
        new Clock() {
          @Override
          public Instant instant() {
            return now.plus(wallOff.get());
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    return new MonotonicGateClock(lastRecord, wall, () -> Duration.between(start, now).toNanos());
  }

  /** A thread of its own: one task after another. */
  public Executor strand() {
    Deque<Task> tasks = new ArrayDeque<>();
    strands.add(tasks);
    return task -> add(tasks, task);
  }

  /** On one of many threads. */
  @Override
  public void execute(Runnable task) {
    add(pool, task);
  }

  private void add(Collection<Task> where, Runnable task) {
    if (!stopped) {
      where.add(new Task(order++, task));
    }
  }

  @Override
  public DeviceHost.Schedule after(Duration delay, Runnable task) {
    Timer timer = new Timer(now.plus(delay), order++, task, new boolean[1]);
    if (!stopped) {
      timers.add(timer);
    }
    return () -> timer.cancelled()[0] = true;
  }

  /** How many timers are set. */
  public int timers() {
    return timers.size();
  }

  /** Runs what can run now. */
  public void settle() {
    settle(Integer.MAX_VALUE);
  }

  /** Runs so many tasks of those that can run now. */
  public void settle(int tasks) {
    if (running) {
      return;
    }
    running = true;
    try {
      Task task = next();
      for (int left = tasks; task != null && left > 0; left--) {
        task.what().run();
        task = left > 1 ? next() : null;
      }
    } finally {
      running = false;
    }
  }

  private @Nullable Task next() {
    return anyOrder == null ? oldest() : any(anyOrder);
  }

  private @Nullable Task oldest() {
    Deque<Task> oldest = null;
    long before = pool.isEmpty() ? Long.MAX_VALUE : pool.get(0).order();
    for (Deque<Task> strand : strands) {
      Task first = strand.peek();
      if (first != null && first.order() < before) {
        before = first.order();
        oldest = strand;
      }
    }
    if (oldest != null) {
      return oldest.poll();
    }
    return pool.isEmpty() ? null : pool.remove(0);
  }

  private @Nullable Task any(RandomGenerator random) {
    List<Deque<Task>> busy = strands.stream().filter(tasks -> !tasks.isEmpty()).toList();
    int choices = busy.size() + pool.size();
    if (choices == 0) {
      return null;
    }
    int choice = random.nextInt(choices);
    return choice < busy.size() ? busy.get(choice).poll() : pool.remove(choice - busy.size());
  }

  /** Lets time go, step by step from timer to timer. */
  public void advance(Duration by) {
    Instant end = now.plus(by);
    settle();
    while (!timers.isEmpty() && !timers.peek().due().isAfter(end)) {
      Timer timer = timers.poll();
      now = timer.due();
      if (!timer.cancelled()[0]) {
        timer.task().run();
        settle();
      }
    }
    now = end;
  }

  /** The whole process stands still for so long; then every timer that came meanwhile is late. */
  public void standStill(Duration by) {
    now = now.plus(by);
    List<Timer> late = new ArrayList<>();
    while (!timers.isEmpty() && !timers.peek().due().isAfter(now)) {
      late.add(timers.poll());
    }
    for (Timer timer : late) {
      if (!timer.cancelled()[0] && !stopped) {
        timer.task().run();
        settle();
      }
    }
  }

  /** The process dies: nothing that was planned happens. */
  public void stop() {
    stopped = true;
    strands.forEach(Deque::clear);
    pool.clear();
    timers.clear();
  }
}
