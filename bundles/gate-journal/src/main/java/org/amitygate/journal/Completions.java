package org.amitygate.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.amitygate.core.journal.Outgoing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets everybody know what became of works, one batch after another, on a thread that may be kept
 * by whoever is told; and counts. Called by the writer but for {@link #onQueued} and {@link
 * #counts}.
 */
final class Completions {

  private static final Logger log = LoggerFactory.getLogger(Completions.class);

  private final Executor executor;
  private final List<Consumer<Outgoing>> queuedListeners = new CopyOnWriteArrayList<>();
  private final LongAdder commits = new LongAdder();
  private final LongAdder works = new LongAdder();
  private final LongAdder records = new LongAdder();

  Completions(Executor executor) {
    this.executor = executor;
  }

  /**
   * @param commits batches with something to write; each is one sync of the disk
   * @param works that were part of those batches, refused ones included
   */
  record Counts(long commits, long works, long records) {}

  /** What was stored since the start. Any thread. */
  Counts counts() {
    return new Counts(commits.sum(), works.sum(), records.sum());
  }

  void onQueued(Consumer<Outgoing> listener) {
    queuedListeners.add(listener);
  }

  /**
   * Stages start while the disk is busy; what they come to is written after these works, or with
   * them.
   */
  void beside(List<Pending<?>> works) {
    List<Runnable> tasks = works.stream().flatMap(one -> one.besides().stream()).toList();
    if (!tasks.isEmpty()) {
      try {
        executor.execute(() -> tasks.forEach(Completions::run));
      } catch (RejectedExecutionException e) {
        log.debug("closed: nothing is started beside the last batch");
      }
    }
  }

  /** These works failed, each by what it was failed with. */
  void failed(List<Pending<?>> works) {
    complete(works, List::of);
  }

  /** This batch is on disk. */
  void stored(Batch batch) {
    Changes changes = batch.changes();
    if (!changes.isEmpty()) {
      commits.increment();
      works.add(batch.size());
      records.add(changes.records.size());
    }
    complete(batch.works(), () -> queuedListeners.isEmpty() ? List.of() : queued(changes));
  }

  private static List<Outgoing> queued(Changes changes) {
    List<Outgoing> queued = new ArrayList<>();
    for (Changes.Queued entry : changes.queued.values()) {
      if (!changes.delivered.contains(entry.outgoing().id())) {
        queued.add(entry.copy());
      }
    }
    return queued;
  }

  private void complete(List<Pending<?>> works, Supplier<List<Outgoing>> queued) {
    Runnable completion =
        () -> {
          works.forEach(pending -> pending.complete(Completions::logTask));
          queued.get().forEach(this::tell);
        };
    try {
      executor.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  private void tell(Outgoing queued) {
    queuedListeners.forEach(listener -> run(() -> listener.accept(queued)));
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      logTask(e);
    }
  }

  private static void logTask(Throwable e) {
    log.error("a task after a commit failed", e);
  }
}
