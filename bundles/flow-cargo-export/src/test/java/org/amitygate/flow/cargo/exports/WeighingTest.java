package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;

import org.amitygate.camel.flow.FlowBench;
import org.amitygate.camel.flow.FlowBench.Came;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stages of the weight, every way they can end. */
class WeighingTest {

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench = ExportBench.start();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void weighingWaitsForTheStopLine() {
    Came came = bench.stage("position").run();
    assertThat(came.inWords()).isEqualTo("await at-exit then weigh");
    assertThat(came.await().late()).isEqualTo("hold:VEHICLE_LEFT");
  }

  @Test
  void aStableWeightAsDeclaredGoesOn() {
    Came came = bench.stage("weigh").fact("declaredGrossKg", 31200L).weight(31240, true).run();
    assertThat(came.inWords()).isEqualTo("next customs");
    assertThat(came.fact("grossKg")).isEqualTo(31240L);
    assertThat(came.asked())
        .containsExactly(new FlowBench.Asked(1, "weighbridge weigh within PT15S"));
    assertThat(came.facts()).doesNotContainKeys("weighings", "weightFinding");
  }

  @ParameterizedTest
  @CsvSource({
    "40001, 40000, more than the 40000 kg",
    "32137, 31200, off the declared 31200 kg",
    "30263, 31200, off the declared 31200 kg"
  })
  void aWrongWeightHoldsAndSaysWhy(long grossKg, long declared, String why) {
    Came came = bench.stage("weigh").fact("declaredGrossKg", declared).weight(grossKg, true).run();
    assertThat(came.inWords()).isEqualTo("hold WEIGHT");
    assertThat(came.holdText()).contains(String.valueOf(grossKg)).contains(why);
  }

  @Test
  void aWeightThatWasNotDeclaredHolds() {
    assertThat(bench.stage("weigh").weight(31240, true).run().inWords()).isEqualTo("hold WEIGHT");
  }

  @Test
  void releasedFromAWrongWeightItIsWeighedAgain() {
    Came held = bench.stage("weigh").fact("declaredGrossKg", 31200L).weight(39000, true).run();
    Came again = bench.stage("weigh").facts(held.facts()).weight(39000, true).run();
    assertThat(again.inWords()).isEqualTo("hold WEIGHT");
    assertThat(again.asked()).hasSize(1);
    assertThat(bench.stage("weigh").facts(held.facts()).weight(31200, true).run().inWords())
        .isEqualTo("next customs");
  }

  @Test
  void aWeightThatMovesNeverCountsAndHoldsAfterSomeAttempts() {
    Came came = bench.stage("weigh").fact("declaredGrossKg", 31200L).weight(31200, false).run();
    assertThat(came.inWords()).isEqualTo("await weighbridge.ready then weigh");
    assertThat(came.await().late()).isEqualTo("next:weigh");
    assertThat(came.facts()).doesNotContainKey("grossKg");
    came = bench.stage("weigh").facts(came.facts()).signal("late").weight(31200, false).run();
    assertThat(came.inWords()).startsWith("await");
    came = bench.stage("weigh").facts(came.facts()).signal("late").weight(31200, false).run();
    assertThat(came.inWords()).isEqualTo("hold WEIGHT_UNSTABLE");
    assertThat(came.holdText()).isEqualTo("no stable weight: it moves");
    came = bench.stage("weigh").facts(came.facts()).weight(31200, true).run();
    assertThat(came.inWords()).as("released, it stands still").isEqualTo("next customs");
  }

  @Test
  void aScaleThatDoesNotAnswerNeverReleases() {
    Came came =
        bench
            .stage("weigh")
            .fact("declaredGrossKg", 31200L)
            .fact("grossKg", 31200L)
            .noAnswer("offline")
            .run();
    assertThat(came.inWords()).startsWith("await");
    assertThat(came.facts()).as("the weight of before is forgotten").doesNotContainKey("grossKg");
    came = bench.stage("weigh").facts(came.facts()).noAnswer("offline").run();
    came = bench.stage("weigh").facts(came.facts()).noAnswer("offline").run();
    assertThat(came.inWords()).isEqualTo("hold WEIGHT_UNSTABLE");
    assertThat(came.holdText()).contains("offline");
  }
}
