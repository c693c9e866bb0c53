package org.amitygate.partner.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Lets only so much work in at once, such as messages of partners into the journal's queue: that of
 * one partner in the order in which it came, and the partners in turns. A partner that was away for
 * a day sends thousands when it is back; neither a GATE_STOP nor another partner must wait behind
 * them. Thread-safe.
 */
final class Turnstile {

  private final int inside;
  private final int waiting;
  private final Supplier<? extends Exception> full;

  /** What waits, by whose it is; whose turn is next comes first. Nobody is here without work. */
  private final Map<String, Deque<Runnable>> queues = new LinkedHashMap<>();

  private int passing;

  /**
   * @param inside how many at once. @param waiting how many more of each wait for their turn;
   *     others are sent away
   * @param full what those that are sent away fail with
   */
  Turnstile(int inside, int waiting, Supplier<? extends Exception> full) {
    this.inside = inside;
    this.waiting = waiting;
    this.full = full;
  }

  /**
   * Begins the work now or when its turn comes, or fails when too many wait.
   *
   * @param whose such as the id of a partner
   */
  <R> CompletableFuture<R> pass(String whose, Supplier<CompletableFuture<R>> work) {
    CompletableFuture<R> done = new CompletableFuture<>();
    Runnable begin = () -> begin(work, done);
    synchronized (this) {
      if (passing == inside) {
        Deque<Runnable> queue = queues.computeIfAbsent(whose, key -> new ArrayDeque<>());
        if (queue.size() == waiting) {
          return CompletableFuture.failedFuture(full.get());
        }
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
      if (queues.isEmpty()) {
        passing--;
        return;
      }
      begin = nextTurn();
    }
    begin.run();
  }

  /** The first of whoever has waited longest for a turn, who then waits behind the others. */
  private Runnable nextTurn() {
    String whose = queues.keySet().iterator().next();
    Deque<Runnable> queue = queues.remove(whose);
    Runnable begin = queue.remove();
    if (!queue.isEmpty()) {
      queues.put(whose, queue);
    }
    return begin;
  }
}
