package org.amitygate.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.amitygate.core.journal.View;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;

/** Asks the store questions, beside the writer. Thread-safe. */
final class Questions {

  private final Store store;
  private final Executor readers;

  Questions(Store store, Executor readers) {
    this.store = store;
    this.readers = readers;
  }

  <R> CompletableFuture<R> ask(Function<View, R> question) {
    return inquire(rows -> ask(question, rows));
  }

  <R> CompletableFuture<R> inquire(Function<Rows, R> question) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    try {
      readers.execute(() -> answer(question, answer));
    } catch (RejectedExecutionException e) {
      String sentence = "the journal is overloaded or closed: it takes no more questions";
      answer.completeExceptionally(JournalWriter.failure(sentence, e));
    }
    return answer;
  }

  private <R> void answer(Function<Rows, R> question, CompletableFuture<R> answer) {
    try {
      answer.complete(store.read(question));
    } catch (StoreUnavailable | StoreRejected e) {
      String sentence = "the journal cannot be read: " + e.getMessage();
      answer.completeExceptionally(JournalWriter.failure(sentence, e));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  private static <R> R ask(Function<View, R> question, Rows rows) {
    RowsView view = new RowsView(rows);
    try {
      return question.apply(view);
    } finally {
      view.end();
    }
  }
}
