package org.amitygate.core.time;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * UUID version 7 (RFC 9562, section 5.7) from gate time: 48 bits of milliseconds, a 12-bit counter,
 * 62 random bits. Each is greater than the one before (section 6.2, method 1): the counter begins
 * at a random value below 2048 in each millisecond and rises by one; when it is used up, the
 * milliseconds run ahead of the clock by one. Thread-safe.
 */
public final class UuidV7 implements Ids {

  private static final int COUNTER_END = 1 << 12;
  private static final int COUNTER_START = 1 << 11;

  private final GateClock clock;
  private final RandomGenerator random;
  private long millis = Long.MIN_VALUE;
  private int counter;

  public UuidV7(GateClock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public synchronized UUID next() {
    long now = clock.now().toEpochMilli();
    if (now > millis) {
      millis = now;
      counter = random.nextInt(COUNTER_START);
    } else if (++counter == COUNTER_END) {
      millis++;
      counter = random.nextInt(COUNTER_START);
    }
    long high = millis << 16 | 0x7000 | counter;
    long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
