package org.amitygate.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Gate time begins at the wall clock, and follows it without ever jumping. */
class MonotonicGateClockTest {

  private static final Instant WALL = Instant.parse("2026-11-23T08:00:00.123456789Z");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 500);
  private Duration wallOff = Duration.ZERO;

  /** A wall clock that goes right but for what it is off. */
  private final Clock wall =
      new Clock() {
        private final long origin = nanos.get();

        @Override
        public Instant instant() {
          return WALL.plusNanos(nanos.get() - origin).plus(wallOff);
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

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
  void advancesWithNanoTimeAndAcrossItsOverflow() {
    GateClock clock = clock(Instant.EPOCH);
    nanos.addAndGet(1_210);
    assertThat(clock.now()).isEqualTo("2026-11-23T08:00:00.123457Z");
    nanos.addAndGet(1);
    assertThat(clock.now()).isEqualTo("2026-11-23T08:00:00.123458Z");
    nanos.addAndGet(3_600_000_000_000L);
    assertThat(clock.now()).isEqualTo("2026-11-23T09:00:00.123458Z");
  }

  @Test
  void aWallClockThatJumpsIsFollowedByOneSecondInAHundred() {
    GateClock clock = clock(Instant.EPOCH);
    wallOff = Duration.ofHours(1);
    pass(clock, Duration.ofSeconds(1)); // is looked at now
    Instant seen = clock.now();
    pass(clock, Duration.ofSeconds(100));
    assertThat(Duration.between(seen, clock.now())).isEqualTo(Duration.ofSeconds(101));
    assertThat(clock.wallAhead()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
  }

  @Test
  void aGateThatIsAheadGoesSlowlyAndNotBack() {
    GateClock clock = clock(WALL.plusSeconds(10));
    Instant seen = clock.now();
    pass(clock, Duration.ofSeconds(500));
    assertThat(Duration.between(seen, clock.now())).isEqualTo(Duration.ofSeconds(495));
    pass(clock, Duration.ofSeconds(600));
    assertThat(clock.wallAhead()).as("caught up with").isBetween(micros(-1), micros(1));
  }

  @Test
  void twoSecondsAreMadeUpForAlsoWhenNobodyAsksForTheTime() {
    GateClock clock = clock(Instant.EPOCH);
    wallOff = Duration.ofSeconds(2);
    pass(clock, Duration.ofSeconds(1));
    nanos.addAndGet(Duration.ofHours(10).toNanos());
    assertThat(clock.wallAhead()).isBetween(micros(-1), micros(1));
  }

  @Test
  void whatOthersSayIsOverByTheLaterAndPromisedByTheEarlierOfTheTwoClocks() {
    GateClock clock = clock(Instant.EPOCH);
    wallOff = Duration.ofHours(1);
    assertThat(clock.latest()).isBetween(wall.instant().minusNanos(1_000), wall.instant());
    assertThat(clock.earliest()).isEqualTo(clock.now());
    wallOff = Duration.ofHours(-1);
    assertThat(clock.latest()).isEqualTo(clock.now());
    assertThat(clock.earliest()).isBetween(wall.instant().minusNanos(1_000), wall.instant());
  }

  @Test
  void aWallClockFromAnotherMillenniumIsSurvived() {
    GateClock clock = clock(Instant.EPOCH);
    Instant seen = clock.now();
    wallOff = Duration.ofDays(3_000_000);
    pass(clock, Duration.ofSeconds(2));
    assertThat(clock.now()).isBetween(seen.plusSeconds(2), seen.plusMillis(2_021));
  }

  private static Duration micros(long count) {
    return Duration.ofNanos(count * 1_000);
  }

  /** In steps, as a gate looks at its clock. */
  private void pass(GateClock clock, Duration by) {
    for (long left = by.toMillis(); left > 0; left -= 50) {
      nanos.addAndGet(50_000_000);
      clock.now();
    }
  }

  private GateClock clock(Instant last) {
    return new MonotonicGateClock(last, wall, nanos::get);
  }
}
