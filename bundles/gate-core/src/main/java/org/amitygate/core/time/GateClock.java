package org.amitygate.core.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Gate time: the wall clock at start, never before the last record, then monotonic; it follows the
 * wall clock slowly and never jumps. Thread-safe.
 *
 * <p>What this gate gives time to is measured in gate time. What others say in UTC is not: it is
 * over by {@link #latest()} and promised until {@link #earliest()}, so that of two clocks that
 * differ the stricter one decides.
 */
public interface GateClock {

  /** Now, in microseconds precision. */
  Instant now();

  /** How far the wall clock is ahead of gate time; negative when it is behind. */
  default Duration wallAhead() {
    return Duration.ZERO;
  }

  /** The later of gate time and wall clock: what ends at a time that others set is over by it. */
  default Instant latest() {
    Duration ahead = wallAhead();
    return ahead.isNegative() ? now() : now().plus(ahead);
  }

  /** The earlier of gate time and wall clock: what we tell others to be valid counts from it. */
  default Instant earliest() {
    Duration ahead = wallAhead();
    return ahead.isNegative() ? now().plus(ahead) : now();
  }
}
