package org.amitygate.journal;

import java.time.Instant;

/** Times as they are stored: UTC microseconds since 1970, 64 bits. */
final class Micros {

  private Micros() {}

  static long of(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  static Instant truncated(Instant time) {
    return instant(of(time));
  }
}
