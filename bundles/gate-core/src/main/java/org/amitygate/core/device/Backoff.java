package org.amitygate.core.device;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times between attempts: 0.2 s to 5 s, doubling, each shortened by up to a half at random.
 * One thread.
 */
final class Backoff {

  static final Duration SHORTEST = Duration.ofMillis(200);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private final RandomGenerator random;
  private int attempts;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long base = Math.min(LONGEST.toMillis(), SHORTEST.toMillis() << Math.min(attempts + 1, 10));
    attempts++;
    return Duration.ofMillis(base / 2 + Math.round(random.nextDouble() * (base - base / 2)));
  }

  void reset() {
    attempts = 0;
  }
}
