package org.amitygate.core.runtime;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.amitygate.core.device.Scheduler;

/** The threads of the server's core: one for timers, four for devices, two for files. */
final class Threads implements Machine {

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("gate-timer"));
  private final ThreadPoolExecutor devices =
      (ThreadPoolExecutor) Executors.newFixedThreadPool(4, named("gate-device"));
  private final ExecutorService files = Executors.newFixedThreadPool(2, named("gate-evidence"));
  private final Scheduler scheduler = Scheduler.over(timer);
  private final Random random = new Random();

  @Override
  public Executor devices() {
    return devices;
  }

  @Override
  public Executor files() {
    return files;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public synchronized void deviceThreadLost() {
    int threads = devices.getMaximumPoolSize() + 1;
    devices.setMaximumPoolSize(threads);
    devices.setCorePoolSize(threads);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    List.of(devices, files).forEach(ExecutorService::shutdown);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
