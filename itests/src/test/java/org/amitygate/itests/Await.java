package org.amitygate.itests;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.amitygate.core.journal.Refusal;

/**
 * Waits for what must become true: looks again and again, and fails with words when time is up. The
 * time is for a machine that has much else to do.
 */
final class Await {

  private static final Duration WITHIN = Duration.ofSeconds(180);
  private static final Duration EVERY = Duration.ofMillis(50);

  private Await() {}

  /** Looks until something is there. */
  static <T> T found(String what, Callable<Optional<T>> look) throws Exception {
    long end = System.nanoTime() + WITHIN.toNanos();
    while (true) {
      Optional<T> seen = look.call();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + WITHIN.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(EVERY.toNanos());
    }
  }

  /** Looks until something is so. */
  static void so(String what, Callable<Boolean> look) throws Exception {
    found(what, () -> look.call() ? Optional.of(true) : Optional.empty());
  }

  /** What a change of the gate says when it is done. */
  static <T> T done(CompletableFuture<T> change) throws Exception {
    return change.get(WITHIN.toSeconds(), TimeUnit.SECONDS);
  }

  /** Why a change of the gate is refused. */
  static String refused(CompletableFuture<String> change) throws Exception {
    String said;
    try {
      said = done(change);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        return refusal.getMessage();
      }
      throw e;
    }
    throw new AssertionError("it should have been refused, but: " + said);
  }
}
