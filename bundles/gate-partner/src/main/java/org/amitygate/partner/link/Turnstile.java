package org.amitygate.partner.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.amitygate.partner.PartnerProblem;

/**
 * Lets only so many messages of partners into the journal's queue at once, in the order in which
 * they came. A partner that was away for a day sends thousands when it is back; a GATE_STOP must
 * not wait behind them. Protocol, "Limits: rate per partner". Thread-safe.
 */
final class Turnstile {

  private final int inside;
  private final int waiting;
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private int passing;

  /**
   * @param inside how many at once. @param waiting how many more wait for their turn; others are
   *     sent away
   */
  Turnstile(int inside, int waiting) {
    this.inside = inside;
    this.waiting = waiting;
  }

  /** Begins the work now or when its turn comes; fails with 429 when too many wait. */
  <R> CompletableFuture<R> pass(Supplier<CompletableFuture<R>> work) {
    CompletableFuture<R> done = new CompletableFuture<>();
    Runnable begin = () -> begin(work, done);
    synchronized (this) {
      if (passing == inside && queue.size() == waiting) {
        return CompletableFuture.failedFuture(
            new PartnerProblem(429, "too many messages at once; send it again"));
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
