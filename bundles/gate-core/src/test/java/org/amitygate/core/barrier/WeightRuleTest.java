package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

/** Only a stable weight of this vehicle, whole and from zero, counts. */
class WeightRuleTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  @Test
  void aWeightCountsWhenStableAndWholeAndFreshAndFromZero() {
    Crossing crossing = bench.arrive("L1", PLATE);
    assertThat(objection(crossing, bench.weight(31_000, true))).isEmpty();
    assertThat(objection(crossing, bench.weight(31_000, true))).as("the same one again").isEmpty();
  }

  @Test
  void aMovingWeightDoesNot() {
    assertThat(objection(bench.arrive("L1", PLATE), bench.weight(31_000, false)))
        .contains("the weight is not stable");
  }

  @Test
  void norOneThatIsNotWhollyOnThePlatform() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.loop("L1", "exit", false);
    assertThat(objection(crossing, bench.weight(31_000, true)))
        .contains("the vehicle does not stand wholly on the platform");
  }

  @Test
  void norOneOfBeforeItCame() {
    WeightMeasured old = bench.weight(31_000, true);
    bench.pass(Duration.ofSeconds(1));
    assertThat(objection(bench.arrive("L1", PLATE), old))
        .contains("the weight was measured before the vehicle arrived");
  }

  @Test
  void norOneOnAScaleThatWasNotBackAtZero() {
    Crossing first = bench.arrive("L1", PLATE);
    objection(first, bench.weight(31_000, true));
    at.leaves();
    Crossing second = bench.arrive("L1", NEXT);
    assertThat(objection(second, bench.weight(31_000, true)))
        .contains("the scale was not back at zero since the vehicle before");
    at.leaves();
    bench.accept("L1.weighbridge", bench.weight(LaneReadings.EMPTY_KG, true));
    assertThat(at.lane().scaleAtZero()).contains(false);
    bench.accept("L1.weighbridge", bench.weight(0, true));
    Crossing third = bench.arrive("L1", PLATE);
    assertThat(objection(third, bench.weight(31_000, true))).isEmpty();
  }

  @Test
  void aZeroCountsWhileTheVehicleIsStillUnderTheBoom() {
    objection(bench.arrive("L1", PLATE), bench.weight(31_000, true));
    bench.pass(Duration.ofSeconds(1));
    bench.accept("L1.weighbridge", bench.weight(0, true));
    at.leaves();
    assertThat(objection(bench.arrive("L1", NEXT), bench.weight(31_000, true))).isEmpty();
  }

  @Test
  void anEmptyScaleThatStillSwingsWasEmpty() {
    objection(bench.arrive("L1", PLATE), bench.weight(31_000, true));
    bench.pass(Duration.ofSeconds(1));
    bench.accept("L1.weighbridge", bench.weight(LaneReadings.EMPTY_KG, false));
    assertThat(at.lane().scaleAtZero()).contains(false);
    at.leaves();
    bench.accept("L1.weighbridge", bench.weight(LaneReadings.EMPTY_KG - 1, false));
    assertThat(objection(bench.arrive("L1", NEXT), bench.weight(31_000, true))).isEmpty();
  }

  @Test
  void aZeroOfBeforeTheWeightThatIsToldAfterItDoesNot() {
    Crossing first = bench.arrive("L1", PLATE);
    WeightMeasured zero = bench.weight(0, true);
    objection(first, bench.weight(31_000, true));
    bench.accept("L1.weighbridge", zero);
    at.leaves();
    assertThat(objection(bench.arrive("L1", NEXT), bench.weight(31_000, true)))
        .contains("the scale was not back at zero since the vehicle before");
  }

  @Test
  void aLoadThatIsMeasuredBeforeTheLoopsTellOfItsVehicleProvesNothing() {
    objection(bench.arrive("L1", PLATE), bench.weight(31_000, true));
    bench.pass(Duration.ofSeconds(1));
    at.leaves();
    bench.accept("L1.weighbridge", bench.weight(0, true));
    bench.accept("L1.weighbridge", bench.weight(31_000, true));
    assertThat(objection(bench.arrive("L1", NEXT), bench.weight(31_000, true))).isEmpty();
  }

  @Test
  void aVehicleThatCameOntoTheScaleWhileTheGateWasDownIsWeighed() {
    objection(bench.arrive("L1", PLATE), bench.weight(31_000, true));
    at.leaves();
    bench.crash();
    bench.open();
    bench.accept("L1.weighbridge", bench.weight(31_000, true));
    assertThat(objection(bench.arrive("L1", NEXT), bench.weight(31_000, true))).isEmpty();
  }

  @Test
  void aScaleThatWasAwayMustBeSeenAtZeroAllTheSame() {
    objection(bench.arrive("L1", PLATE), bench.weight(31_000, true));
    at.leaves();
    bench.barriers.onStatus("L1.weighbridge", false, "lost");
    bench.barriers.onStatus("L1.weighbridge", true, "");
    Crossing second = bench.arrive("L1", NEXT);
    assertThat(objection(second, bench.weight(31_000, true)))
        .contains("the scale was not back at zero since the vehicle before");
    bench.pass(Duration.ofSeconds(1));
    bench.accept("L1.weighbridge", bench.weight(0, true));
    assertThat(objection(second, bench.weight(31_000, true))).isEmpty();
  }

  private Optional<String> objection(Crossing crossing, WeightMeasured weight) {
    return bench.tx(
        tx ->
            bench
                .barriers
                .weights()
                .objection(tx, bench.crossings.find(tx, crossing.id()).orElseThrow(), weight));
  }
}
