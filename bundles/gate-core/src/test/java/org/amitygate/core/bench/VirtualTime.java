package org.amitygate.core.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.time.GateClock;
import org.amitygate.device.DeviceHost;

/**
 * Clock, timers and threads of one process, on the test's own thread; time goes only when the test
 * lets it.
 */
final class VirtualTime implements GateClock, Scheduler, Executor {

  private record Timer(Instant due, long order, Runnable task, boolean[] cancelled) {}

  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::order));
  private Instant now;
  private long order;
  private boolean running;

  VirtualTime(Instant now) {
    this.now = now;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public DeviceHost.Schedule after(Duration delay, Runnable task) {
    Timer timer = new Timer(now.plus(delay), order++, task, new boolean[1]);
    timers.add(timer);
    return () -> timer.cancelled()[0] = true;
  }

  /** Runs what can run now. */
  void settle() {
    if (running) {
      return;
    }
    running = true;
    try {
      for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
        task.run();
      }
    } finally {
      running = false;
    }
  }

  /** Lets time go, step by step from timer to timer. */
  void advance(Duration by) {
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

  /** Nothing that was planned happens. */
  void stop() {
    ready.clear();
    timers.clear();
  }
}
