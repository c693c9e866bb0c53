package org.amitygate.partner.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets only so much work in at once, in the order in which it came, such as messages of partners
 * into the journal's queue. A partner that was away for a day sends thousands when it is back; a
 * GATE_STOP must not wait behind them. All partners share it. Thread-safe.
 */
final class Turnstile {

  private final int inside;
  private final int waiting;
  private final Supplier<? extends Exception> full;
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private int passing;

  /**
   * @param inside how many at once. @param waiting how many more wait for their turn; others are
   *     sent away
   * @param full what those that are sent away fail with
   */
  Turnstile(int inside, int waiting, Supplier<? extends Exception> full) {
    this.inside = inside;
    this.waiting = waiting;
    this.full = full;
  }

  /** Begins the work now or when its turn comes, or fails when too many wait. */
  <R> CompletableFuture<R> pass(Supplier<CompletableFuture<R>> work) {
    CompletableFuture<R> done = new CompletableFuture<>();
    Runnable begin = () -> begin(work, done);
    synchronized (this) {
      if (passing == inside && queue.size() == waiting) {
        return CompletableFuture.failedFuture(full.get());
      }
      if (passing == inside) {
        queue.add(begin);
        return done;
      }
      passing++;
    }
    begin.run();
    return done;
  }

  private <R> void begin(Supplier<CompletableFuture<R>> work, CompletableFuture<R> done) {
    CompletableFuture<R> running;
    try {
      running = work.get();
    } catch (RuntimeException e) {
      running = CompletableFuture.failedFuture(e);
    }
    running.whenComplete(
        (result, failure) -> {
          next();
          if (failure == null) {
            done.complete(result);
          } else {
            done.completeExceptionally(failure);
          }
        });
  }

  private void next() {
    Runnable begin;
    synchronized (this) {
      begin = queue.poll();
      if (begin == null) {
        passing--;
        return;
      }
    }
    begin.run();
  }
}
