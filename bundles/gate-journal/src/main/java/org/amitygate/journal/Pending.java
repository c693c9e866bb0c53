package org.amitygate.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.amitygate.core.journal.Journal.Work;
import org.amitygate.core.journal.Refusal;
import org.amitygate.journal.Store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * A work with its waiter and how its last run ended. Confined to the writer between submit and
 * completion.
 */
final class Pending<R> {

  private final Work<R> work;
  private final CompletableFuture<R> waiter = new CompletableFuture<>();
  private @Nullable R result;
  private @Nullable Throwable failure;
  private List<Runnable> tasks = List.of();
  private List<Runnable> besides = List.of();

  Pending(Work<R> work) {
    this.work = work;
  }

  CompletableFuture<R> waiter() {
    return waiter;
  }

  /**
   * Runs the work; may be called again if the batch could not be committed. A work that fails
   * leaves nothing in {@code batch}.
   *
   * @throws StoreUnavailable the store could not be read: not the work's fault
   */
  void run(WorkTransaction tx, Changes batch) {
    result = null;
    failure = null;
    tasks = List.of();
    besides = List.of();
    try {
      result = work.run(tx);
      batch.add(tx.changes());
      tasks = tx.tasks();
      besides = tx.besides();
    } catch (StoreUnavailable e) {
      throw e;
    } catch (Refusal | RuntimeException | Error e) {
      // An Error of one work (a missing class, a stack too deep) must not end the gate's only
      // writer.
      failure = e;
    } finally {
      tx.end();
    }
  }

  /** What the last run wants done beside the commit. */
  List<Runnable> besides() {
    return besides;
  }

  void fail(Throwable cause) {
    result = null;
    failure = cause;
    tasks = List.of();
  }

  /** After the commit: first its tasks in their order, then the waiter. */
  void complete(Consumer<Throwable> taskFailed) {
    for (Runnable task : tasks) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        taskFailed.accept(e);
      }
    }
    if (failure == null) {
      waiter.complete(result);
    } else {
      waiter.completeExceptionally(failure);
    }
  }
}
