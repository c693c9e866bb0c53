package org.amitygate.links;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When a device that refused a user or a password may be asked again. Devices lock out the address
 * of whoever is wrong too often: Hikvision's cameras for 30 min, after 5 times as they come. So it
 * is asked twice, and then once in 12 min: never more than 4 times in 30 min. Any thread.
 */
final class LoginRest {

  private static final int AT_ONCE = 2;
  private static final Duration REST = Duration.ofMinutes(12);

  private final LongSupplier nanoTime;
  private int refusals;
  private long since;

  /**
   * @param nanoTime ns since any time, monotonic
   */
  LoginRest(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void refused(int logins) {
    refusals += logins;
    since = nanoTime.getAsLong();
  }

  synchronized void end() {
    refusals = 0;
  }

  /** How long the device is not to be asked from now on; empty: it may be. */
  synchronized Optional<Duration> left() {
    Duration left = REST.minusNanos(nanoTime.getAsLong() - since);
    return refusals < AT_ONCE || left.isNegative() || left.isZero()
        ? Optional.empty()
        : Optional.of(left);
  }
}
