package org.amitygate.core.time;

import java.time.Instant;

/**
 * Gate time: the wall clock at start, never before the last record, then monotonic. Thread-safe.
 */
public interface GateClock {

  /** Now, in microseconds precision. */
  Instant now();
}
