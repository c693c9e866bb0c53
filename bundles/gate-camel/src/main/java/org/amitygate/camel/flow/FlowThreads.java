package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of all flows. Routes never block, so a few serve every lane; one that does not return
 * is given up, and the others get a thread in the place of its. Thread-safe.
 */
final class FlowThreads implements Segments {

  /** A part of a route that takes so long is taken as one that never returns. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(FlowThreads.class);

  /**
   * @param itself tells it from those that are alike
   */
  private record Running(String stage, Runnable givenUp, long since, Object itself) {}

  private final LongSupplier nanos;
  private final ThreadPoolExecutor threads;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final Set<Running> lost = ConcurrentHashMap.newKeySet();

  /**
   * @param count how many serve
   * @param nanos a clock, such as {@link System#nanoTime}
   */
  FlowThreads(int count, LongSupplier nanos) {
    this.nanos = nanos;
    this.threads =
        new ThreadPoolExecutor(
            count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), FlowThreads::thread);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "gate-flow");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void run(String stage, Runnable segment, Runnable givenUp) {
    threads.execute(
        () -> {
          Running mine = new Running(stage, givenUp, nanos.getAsLong(), new Object());
          running.add(mine);
          try {
            segment.run();
          } finally {
            ended(mine);
          }
        });
  }

  private synchronized void ended(Running one) {
    if (!running.remove(one)) {
      lost.remove(one);
      LOG.info("{} has returned after all", one.stage());
      threads.setCorePoolSize(threads.getCorePoolSize() - 1);
      threads.setMaximumPoolSize(threads.getCorePoolSize());
    }
  }

  /** Gives up what takes too long. Called now and then. */
  void check() {
    long now = nanos.getAsLong();
    for (Running one : running) {
      if (now - one.since() > LIMIT.toNanos() && giveUp(one)) {
        LOG.error(
            "{} did not return within {} s; its thread is lost until it does",
            one.stage(),
            LIMIT.toSeconds());
        one.givenUp().run();
      }
    }
  }

  private synchronized boolean giveUp(Running one) {
    if (!running.remove(one)) {
      return false;
    }
    lost.add(one);
    threads.setMaximumPoolSize(threads.getCorePoolSize() + 1);
    threads.setCorePoolSize(threads.getMaximumPoolSize());
    return true;
  }

  @Override
  public int lost(String stage) {
    return (int) lost.stream().filter(one -> one.stage().equals(stage)).count();
  }

  /** How many there are, those that are lost among them. */
  int size() {
    return threads.getCorePoolSize();
  }

  void close() {
    threads.shutdown();
  }
}
