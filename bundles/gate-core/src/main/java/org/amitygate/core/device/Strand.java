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
  private volatile @Nullable Turn turn;

  /** Some tasks in a row on one thread. Its fields are guarded by the strand. */
  static final class Turn {
    private final Thread thread = Thread.currentThread();
    private int done;
    private boolean busy;
    private boolean lost;
  }

  /**
   * One task that runs.
   *
   * @param number tasks of its turn that were done before it
   */
  record Task(Turn turn, int number) {}

  /**
   * Ends what runs on a thread that was given up: the strand goes on elsewhere. Thrown by whoever
   * called out of the host, once that call has returned after all.
   */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;

    Lost() {
      super("the call took too long and its strand goes on without it", null, false, false);
    }
  }

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
    Turn now = turn;
    return now != null && now.thread == Thread.currentThread();
  }

  /** The task of this strand that the calling thread is running; null if it runs none. */
  @Nullable Task current() {
    Turn now = turn;
    return now != null && now.thread == Thread.currentThread() ? new Task(now, now.done) : null;
  }

  /**
   * Gives a task up: what waits goes on on another thread. The caller sees to it that the task has
   * no more effect when it returns. Any thread.
   *
   * @return false: it has ended meanwhile, and nothing happened
   */
  boolean abandon(Task task) {
    Turn stuck = task.turn();
    synchronized (this) {
      if (turn != stuck || !stuck.busy || stuck.done != task.number()) {
        return false;
      }
      stuck.lost = true;
      turn = null;
    }
    goOn(task.number() + 1);
    return true;
  }

  private void submit() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      LOG.debug("the executor is closed; {} tasks are dropped", waiting.get());
    }
  }

  private void run() {
    Turn mine = new Turn();
    turn = mine;
    while (mine.done < SLICE && mine.done < waiting.get()) {
      busy(mine);
      runNext();
      if (!returned(mine)) {
        return;
      }
    }
    turn = null;
    goOn(mine.done);
  }

  private synchronized void busy(Turn mine) {
    mine.busy = true;
  }

  /**
   * @return false: it was given up, and the strand is somebody else's now
   */
  private synchronized boolean returned(Turn mine) {
    mine.busy = false;
    mine.done++;
    return !mine.lost;
  }

  private void goOn(int done) {
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
    } catch (Lost e) {
      LOG.info("a call that was given up has returned");
    } catch (Throwable e) {
      LOG.error("a task of the device host failed", e);
    }
  }
}
