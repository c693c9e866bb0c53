package org.amitygate.journal;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The works that wait to be run, so many at most. Thread-safe; blocks nobody. */
final class Waiting {

  private static final Logger log = LoggerFactory.getLogger(Waiting.class);

  private final BlockingQueue<Pending<?>> queue;

  /** Works were refused since nothing waited last. */
  private volatile boolean overloaded;

  /** {@code capacity}: works that may wait. */
  Waiting(int capacity) {
    queue = new ArrayBlockingQueue<>(capacity);
  }

  /** False: there is no room for it. */
  boolean offer(Pending<?> work) {
    if (queue.offer(work)) {
      return true;
    }
    if (!overloaded) {
      overloaded = true;
      log.warn("the journal is overloaded: {} works wait, more are refused", queue.size());
    }
    return false;
  }

  /** Moves those that waited longest, so many at most. */
  void drainTo(Collection<Pending<?>> next, int most) {
    queue.drainTo(next, most);
    overloaded &= !queue.isEmpty();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** A sentence for the operator from the first refusal until nothing waits. */
  Optional<String> trouble() {
    return overloaded
        ? Optional.of(
            "the journal is overloaded: %d works wait, and what does not fit is refused until it has caught up"
                .formatted(queue.size()))
        : Optional.empty();
  }
}
