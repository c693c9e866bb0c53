package org.amitygate.core.device;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.amitygate.device.DeviceHost.Schedule;
import org.jspecify.annotations.Nullable;

/** What a session wants done later. On the device's strand only. */
final class Schedules {

  private final Strand strand;
  private final Scheduler scheduler;
  private final Consumer<DriverCalls.Call> driver;
  private final Set<Task> tasks = new HashSet<>();
  private boolean ended;

  /**
   * @param driver makes a call into the driver
   */
  Schedules(Strand strand, Scheduler scheduler, Consumer<DriverCalls.Call> driver) {
    this.strand = strand;
    this.scheduler = scheduler;
    this.driver = driver;
  }

  /**
   * Plans a task.
   *
   * @param again after the same time, as long as the session lasts
   */
  Schedule plan(Duration delay, Runnable run, boolean again) {
    if (delay.isNegative() || (again && delay.isZero())) {
      throw new IllegalArgumentException("a schedule needs a positive duration, not " + delay);
    }
    Task task = new Task(delay, run, again);
    if (!ended) {
      tasks.add(task);
      task.arm();
    }
    return task;
  }

  /** Nothing is done any more. */
  void end() {
    ended = true;
    tasks.forEach(Task::disarm);
    tasks.clear();
  }

  private final class Task implements Schedule {
    private final Duration delay;
    private final Runnable task;
    private final boolean again;
    private @Nullable Schedule armed;
    private volatile boolean cancelled;

    Task(Duration delay, Runnable task, boolean again) {
      this.delay = delay;
      this.task = task;
      this.again = again;
    }

    void arm() {
      armed = scheduler.after(delay, () -> strand.execute(this::run));
    }

    private void run() {
      if (cancelled || ended) {
        return;
      }
      if (!again) {
        tasks.remove(this);
      }
      driver.accept(task::run);
      if (again && !cancelled && !ended) {
        arm();
      }
    }

    void disarm() {
      cancelled = true;
      Schedule planned = armed;
      if (planned != null) {
        planned.cancel();
      }
    }

    @Override
    public void cancel() {
      if (!strand.isCurrent()) {
        throw new IllegalStateException("a schedule was cancelled outside the session's strand");
      }
      tasks.remove(this);
      disarm();
    }
  }
}
