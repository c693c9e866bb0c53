package org.amitygate.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the wall clock does, before the start or after it. */
class HostileWallClockTest {

  private static final Instant TRUTH = Instant.parse("2026-11-23T08:00:00Z");
  private static final long MICRO = 1_000;

  /** Real time goes on by this, then the wall clock is off by that. */
  record Step(Duration passes, Duration wallOff) {}

  private static final class Machine extends Clock {
    private long nanos;
    private Duration wallOff;

    Machine(Duration wallOff) {
      this.wallOff = wallOff;
    }

    void take(Step step) {
      nanos += step.passes().toNanos();
      wallOff = step.wallOff();
    }

    @Override
    public Instant instant() {
      return TRUTH.plusNanos(nanos).plus(wallOff);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Provide
  Arbitrary<Duration> offs() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            Duration.ZERO, Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(-20_000)),
        Arbitraries.longs().between(-40_000, 40_000).map(Duration::ofMillis));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Duration> passes =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 5_000_000_000L).map(Duration::ofNanos),
            Arbitraries.longs().between(0, 7_200).map(Duration::ofSeconds));
    return Combinators.combine(passes, offs()).as(Step::new).list().ofMinSize(1).ofMaxSize(60);
  }

  @Property(seed = "20261123")
  void gateTimeNeverGoesBackAndKeepsItsRate(
      @ForAll("offs") Duration atStart,
      @ForAll("offs") Duration lastRecord,
      @ForAll("steps") List<Step> steps) {
    Machine machine = new Machine(atStart);
    Instant last = TRUTH.plus(lastRecord);
    GateClock clock = new MonotonicGateClock(last, machine, () -> machine.nanos);
    Instant before = clock.now();
    assertThat(before).isAfterOrEqualTo(last);
    for (Step step : steps) {
      machine.take(step);
      Instant now = clock.now();
      long went = Duration.between(before, now).toNanos();
      long really = step.passes().toNanos();
      long most = really / MonotonicGateClock.SLEW + MICRO;
      assertThat(now).isAfterOrEqualTo(before);
      assertThat(went).as("in %s", step).isBetween(really - most, really + most);
      before = now;
    }
  }

  @Property(seed = "20261123")
  void theStricterOfTwoClocksDecides(
      @ForAll("offs") Duration atStart, @ForAll("steps") List<Step> steps) {
    Machine machine = new Machine(atStart);
    GateClock clock = new MonotonicGateClock(TRUTH, machine, () -> machine.nanos);
    for (Step step : steps) {
      machine.take(step);
      Instant wall = machine.instant();
      Instant now = clock.now();
      assertThat(clock.latest()).isAfterOrEqualTo(now).isAfterOrEqualTo(wall.minusNanos(MICRO));
      assertThat(clock.earliest()).isBeforeOrEqualTo(now).isBeforeOrEqualTo(wall.plusNanos(MICRO));
    }
  }

  @Property(seed = "20261123", tries = 100)
  void aWallClockThatIsRightAgainIsReached(
      @ForAll("offs") Duration atStart, @ForAll("steps") List<Step> steps) {
    Machine machine = new Machine(Duration.ofSeconds(atStart.toSeconds() % 4_000));
    GateClock clock = new MonotonicGateClock(Instant.EPOCH, machine, () -> machine.nanos);
    for (Step step : steps) {
      machine.take(new Step(step.passes(), Duration.ofSeconds(step.wallOff().toSeconds() % 4_000)));
      clock.now();
    }
    machine.take(new Step(Duration.ofSeconds(2), Duration.ZERO));
    clock.now();
    machine.take(new Step(Duration.ofSeconds(2 * 4_000 * MonotonicGateClock.SLEW), Duration.ZERO));
    assertThat(Duration.between(machine.instant(), clock.now()).abs())
        .isLessThanOrEqualTo(Duration.ofNanos(MICRO));
  }
}
