package org.amitygate.verifier;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what threads of the gate do. */
final class Awaiting {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Awaiting() {}

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not " + what + " after " + LONGEST);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
