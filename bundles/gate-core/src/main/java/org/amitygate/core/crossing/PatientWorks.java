package org.amitygate.core.crossing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Journal.JournalUnavailable;

/**
 * Works that wait while the journal cannot take them, each offered again until it is taken.
 * Thread-safe, never blocks.
 */
public final class PatientWorks {

  /** After this, what the journal could not take is offered again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** Works of one errand in the queue at once: what others want finds room beside it. */
  static final int PAGE = 256;

  private final Journal journal;
  private final Scheduler scheduler;
  private volatile boolean closed;

  public PatientWorks(Journal journal, Scheduler scheduler) {
    this.journal = journal;
    this.scheduler = scheduler;
  }

  /** Offers nothing again any more: what the journal does not take from now on fails. */
  public void close() {
    closed = true;
  }

  /**
   * @return as {@link Journal#submit}, and fails with {@link JournalUnavailable} after {@link
   *     #close} only
   */
  public <R> CompletableFuture<R> submit(Journal.Work<R> work) {
    CompletableFuture<R> result = new CompletableFuture<>();
    attempt(work, result);
    return result;
  }

  private <R> void attempt(Journal.Work<R> work, CompletableFuture<R> result) {
    journal
        .submit(work)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                result.complete(done);
              } else if (JournalUnavailable.is(failure) && !closed) {
                scheduler.after(AGAIN, () -> attempt(work, result));
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  /**
   * Does the same to many, {@value #PAGE} at once.
   *
   * @param one ends what it begins with one of them, and does not fail
   * @return what became of each, in their order
   */
  static <T, R> CompletableFuture<List<R>> paged(
      List<T> all, Function<T, CompletableFuture<R>> one) {
    return paged(all, one, new ArrayList<>());
  }

  private static <T, R> CompletableFuture<List<R>> paged(
      List<T> rest, Function<T, CompletableFuture<R>> one, List<R> ended) {
    List<CompletableFuture<R>> page =
        rest.subList(0, Math.min(PAGE, rest.size())).stream().map(one).toList();
    return CompletableFuture.allOf(page.toArray(CompletableFuture[]::new))
        .thenCompose(
            done -> {
              page.forEach(each -> ended.add(each.join()));
              return page.size() < rest.size()
                  ? paged(rest.subList(page.size(), rest.size()), one, ended)
                  : CompletableFuture.completedFuture(ended);
            });
  }
}
