package org.amitygate.journal;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What the journal runs on. A simulator gives executors that its one thread runs.
 *
 * @param writer runs works and commits; with two tasks at a time, works run while a batch is
 *     committed
 * @param completions one task at a time, in order: completes waiters, runs what was to run after a
 *     commit
 * @param readers runs questions, as many at once as it has threads
 * @param timer for trying again while the store cannot be written
 */
record Strands(Executor writer, Executor completions, Executor readers, Timer timer) {

  /** Runs a task once, later. */
  @FunctionalInterface
  interface Timer {
    void after(Duration delay, Runnable task);
  }
}
