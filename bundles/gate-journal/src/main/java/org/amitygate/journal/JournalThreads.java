package org.amitygate.journal;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal's own threads: some run works and commit in turn, one tells, two read, one waits. */
final class JournalThreads implements AutoCloseable {

  /** Questions that may wait; more are refused. */
  static final int QUESTIONS = 1_024;

  private static final int SECONDS_TO_END = 10;
  private static final Logger log = LoggerFactory.getLogger(JournalThreads.class);

  private final ExecutorService writer;
  private final ExecutorService completions =
      Executors.newSingleThreadExecutor(named("journal-done"));
  private final ExecutorService readers =
      new ThreadPoolExecutor(
          SqlStore.READERS,
          SqlStore.READERS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUESTIONS),
          named("journal-reader"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("journal-timer"));

  /**
   * @param writers with two, works run while a batch is committed
   */
  JournalThreads(int writers) {
    writer = Executors.newFixedThreadPool(writers, named("journal-writer"));
    if (writer instanceof ThreadPoolExecutor pool) {
      pool.prestartAllCoreThreads(); // none is to be missing when a batch waits for it
    }
  }

  Strands strands() {
    return new Strands(
        writer,
        completions,
        readers,
        (delay, task) -> timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Lets the writer finish what is queued and everybody be told, for some seconds. */
  @Override
  public void close() {
    timer.shutdownNow();
    end(writer);
    end(completions);
    end(readers);
  }

  private static void end(ExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
        log.warn("a thread of the journal does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
