package org.amitygate.core.device;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.amitygate.device.DeviceHost;

/**
 * Runs tasks later: real time in the server, virtual time in the simulator. Thread-safe, never
 * blocks.
 */
@FunctionalInterface
public interface Scheduler {

  /**
   * Runs a task once, after {@code delay}, on a thread that the task must not block.
   *
   * @return cancels the task if it has not begun
   */
  DeviceHost.Schedule after(Duration delay, Runnable task);

  /** Real time by a timer of the JDK. */
  static Scheduler over(ScheduledExecutorService timer) {
    return (delay, task) -> {
      ScheduledFuture<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    };
  }
}
