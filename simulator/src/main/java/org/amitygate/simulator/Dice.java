package org.amitygate.simulator;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The only chance in a simulation. Confined to its thread. */
final class Dice {

  private final SplittableRandom random;

  Dice(long seed) {
    this(new SplittableRandom(seed));
  }

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** Others, which what is thrown here does not change. */
  Dice split() {
    return new Dice(random.split());
  }

  RandomGenerator generator() {
    return random;
  }

  /** True once in so many times. */
  boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  boolean percent(int of100) {
    return random.nextInt(100) < of100;
  }

  /** Both ends are inclusive. */
  long between(long from, long to) {
    return from + random.nextLong(to - from + 1);
  }

  /** µs of so many to so many milliseconds. */
  long millis(long from, long to) {
    return between(from * 1_000, to * 1_000);
  }

  /** µs between two durations in seconds, small ones as likely as great ones. */
  long seconds(double from, double to) {
    return (long) (1e6 * from * Math.pow(to / from, random.nextDouble()));
  }

  <T> T of(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
