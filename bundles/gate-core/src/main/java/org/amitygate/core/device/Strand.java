package org.amitygate.core.device;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on the threads of another executor. Gives its thread back
 * after a slice of tasks, so that one busy device cannot starve the others. Thread-safe.
 */
final class Strand implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(Strand.class);
  private static final int SLICE = 64;

  private final Executor executor;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Thread owner;

  Strand(Executor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      submit();
    }
  }

  /** Whether the calling thread is running a task of this strand. */
  boolean isCurrent() {
    return owner == Thread.currentThread();
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      LOG.debug("the executor is closed; {} tasks are dropped", waiting.get());
    }
  }

  private void run() {
    owner = Thread.currentThread();
    int done = 0;
    while (done < SLICE && done < waiting.get()) {
      runNext();
      done++;
    }
    owner = null;
    if (waiting.addAndGet(-done) > 0) {
      submit();
    }
  }

  /**
   * What a driver throws is caught where it is called; what arrives here is a defect of the host
   * and stops nothing.
   */
  private void runNext() {
    try {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    } catch (Throwable e) {
      LOG.error("a task of the device host failed", e);
    }
  }
}
