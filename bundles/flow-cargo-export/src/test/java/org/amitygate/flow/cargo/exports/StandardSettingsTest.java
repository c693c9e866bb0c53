package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.amitygate.camel.flow.FlowBench;
import org.amitygate.camel.flow.FlowBench.Came;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lane that sets nothing has what docs/endpoints.md calls standard. */
class StandardSettingsTest {

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench = new FlowBench(new CargoExportFlow());
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource({
    "49000, 49000, next customs",
    "49001, 49001, hold WEIGHT",
    "42000, 40000, next customs",
    "42001, 40000, hold WEIGHT",
    "38000, 40000, next customs",
    "37999, 40000, hold WEIGHT"
  })
  void atMost49TonnesAndFivePercentOffTheDeclaredWeight(
      long grossKg, long declared, String comesTo) {
    Came came = bench.stage("weigh").fact("declaredGrossKg", declared).weight(grossKg, true).run();
    assertThat(came.inWords()).isEqualTo(comesTo);
  }

  @ParameterizedTest
  @CsvSource({"80, next offer", "79, hold ID_CONFUSABLE"})
  void anExitPlateIsReadWith80PercentConfidence(long confidence, String comesTo) {
    Came came =
        bench
            .stage("check-exit")
            .fact("plate", "29C12345")
            .signal("plate.exit", Map.of("plate", "29C12345", "confidence", confidence))
            .run();
    assertThat(came.inWords()).isEqualTo(comesTo);
  }

  @Test
  void aScaleIsAskedFiveTimes() {
    Map<String, Object> facts = Map.of("declaredGrossKg", 31200L);
    for (int asked = 1; asked < 5; asked++) {
      Came moves = bench.stage("weigh").facts(facts).weight(31200, false).run();
      assertThat(moves.asked())
          .containsExactly(new FlowBench.Asked(1, "weighbridge weigh within PT15S"));
      assertThat(moves.inWords()).as("asked %d times", asked).startsWith("await");
      assertThat(moves.await().within()).isEqualTo(Duration.ofSeconds(3));
      facts = moves.facts();
    }
    assertThat(bench.stage("weigh").facts(facts).weight(31200, false).run().inWords())
        .isEqualTo("hold WEIGHT_UNSTABLE");
  }

  @Test
  void tenOffersWithoutAnAnswerAreMade() {
    Map<String, Object> facts = Map.of();
    for (int offers = 1; offers < 10; offers++) {
      Came came = bench.stage("offered").facts(facts).signal("withdrawn").run();
      assertThat(came.inWords()).as("%d offers", offers).isEqualTo("next offer-again");
      facts = came.facts();
    }
    assertThat(bench.stage("offered").facts(facts).signal("withdrawn").run().inWords())
        .isEqualTo("hold PARTNER_SILENT");
  }

  @Test
  void theOtherGateIsNotTakenToKnowAdvice() {
    Came came =
        bench
            .stage("declared")
            .fact("plate", "29C12345")
            .declared(Kind.EXACT, Map.of("reference", "DEC-1", "plate", "29C12345"))
            .run();
    assertThat(came.inWords()).isEqualTo("next position");
    assertThat(came.effects()).isEmpty();
  }

  /** Without a signal: as {@code -}. */
  @ParameterizedTest
  @CsvSource({
    "arrive, -, PT30S",
    "position, -, PT10M",
    "customs, -, PT2H",
    "decide, customs, PT2H",
    "exit-identity, -, PT30S",
    "offered, offer-waits, PT36H",
    "offer-again, -, PT2S",
    "committed, accepted, PT2H",
    "committed, departed, PT30M",
    "received, received, PT240H"
  })
  void whatIsAwaitedIsLateAfter(String stage, String signal, Duration within) {
    FlowBench.Run run = bench.stage(stage);
    Came came = (signal.equals("-") ? run : run.signal(signal)).run();
    assertThat(came.await().within()).isEqualTo(within);
  }

  @Test
  void anOfferThatNothingIsToldOfIsLateAfterAQuarterOfAnHour() {
    Map<String, Object> offered = bench.stage("offer").run().facts();
    assertThat(bench.stage("offered").facts(offered).run().await().within())
        .isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void whoIsInTheStripAndReleasedIsClearedWithinTenDays() {
    Map<String, Object> departed = bench.stage("committed").signal("departed").run().facts();
    assertThat(bench.stage("received").facts(departed).run().await().within())
        .isEqualTo(Duration.ofDays(10));
  }
}
