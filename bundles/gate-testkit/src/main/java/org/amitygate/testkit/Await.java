package org.amitygate.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does, without a fixed sleep. */
public final class Await {

  private static final long STEP_NANOS = 2_000_000;

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param what for the message
   * @throws AssertionError it did not hold within the time
   */
  public static void until(String what, Duration within, BooleanSupplier condition) {
    if (!holds(within, condition)) {
      throw new AssertionError("did not happen within " + within.toMillis() + " ms: " + what);
    }
  }

  /** Whether a condition comes to hold within a time. */
  public static boolean holds(Duration within, BooleanSupplier condition) {
    long end = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }
}
