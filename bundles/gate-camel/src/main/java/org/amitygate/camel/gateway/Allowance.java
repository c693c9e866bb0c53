package org.amitygate.camel.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;

/** So many in a time, and no more. Thread-safe. */
final class Allowance {

  private final int most;
  private final long nanos;
  private final LongSupplier clock;
  private long began;
  private int taken;

  Allowance(int most, Duration time) {
    this(most, time, System::nanoTime);
  }

  /**
   * @param clock nanoseconds, monotonic
   */
  Allowance(int most, Duration time, LongSupplier clock) {
    this.most = most;
    this.nanos = time.toNanos();
    this.clock = clock;
    this.began = clock.getAsLong();
  }

  /** Whether there is one left. */
  synchronized boolean take() {
    long now = clock.getAsLong();
    if (now - began >= nanos) {
      began = now;
      taken = 0;
    }
    return ++taken <= most;
  }
}
