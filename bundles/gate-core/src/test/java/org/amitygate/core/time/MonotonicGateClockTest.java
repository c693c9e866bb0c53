package org.amitygate.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonotonicGateClockTest {

  private static final Instant WALL = Instant.parse("2026-11-23T08:00:00.123456789Z");
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 500);

  @Test
  void beginsAtTheWallClockInMicroseconds() {
    assertThat(clock(Instant.EPOCH).now()).isEqualTo("2026-11-23T08:00:00.123456Z");
  }

  @Test
  void neverBeginsBeforeTheLastRecord() {
    Instant last = Instant.parse("2026-11-24T00:00:00.000001Z");
    assertThat(clock(last).now()).isEqualTo(last);
  }

  @Test
  void advancesWithNanoTimeOnlyAndAcrossItsOverflow() {
    GateClock clock = clock(Instant.EPOCH);
    nanos.addAndGet(1_999);
    assertThat(clock.now()).isEqualTo("2026-11-23T08:00:00.123457Z");
    nanos.addAndGet(1);
    assertThat(clock.now()).isEqualTo("2026-11-23T08:00:00.123458Z");
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(clock.now()).isEqualTo("2026-11-23T09:00:00.123458Z");
  }

  private GateClock clock(Instant last) {
    return new MonotonicGateClock(last, Clock.fixed(WALL, ZoneOffset.UTC), nanos::get);
  }
}
