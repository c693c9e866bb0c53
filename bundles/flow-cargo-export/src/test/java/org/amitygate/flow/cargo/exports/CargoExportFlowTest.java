package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.provider.ValueSource;

/** Every stage of the export flow, every way it can end. */
class CargoExportFlowTest {

  private static final String HANDOVER =
      "accepted,refused,withdrawn,aborted,annulled,departed,received,mismatch,cleared";

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench =
        new FlowBench(
            new CargoExportFlow(),
            Map.of(
                "weight.maxKg", "40000",
                "weight.tolerancePercent", "3",
                "weigh.attempts", "3",
                "offer.attempts", "3",
                "customs.within", "90m"));
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void everythingItsManifestPromises() {
    CargoExportFlow flow = new CargoExportFlow();
    assertThat(flow.stages().get(0)).isEqualTo("arrive");
    assertThat(flow.routes()).isNotSameAs(flow.routes());
  }

  @Test
  void withoutAnySettingItStartsWithItsDefaults() {
    try (FlowBench plain = new FlowBench(new CargoExportFlow())) {
      assertThat(plain.stage("customs").run().await().within()).isEqualTo(Duration.ofHours(2));
    }
  }

  @Test
  void aSettingThatIsNoNumberIsRefusedAtTheStart() {
    assertThatThrownBy(
            () -> new FlowBench(new CargoExportFlow(), Map.of("weight.maxKg", "heavy")).close())
        .hasMessageContaining("weight.maxKg")
        .hasMessageContaining("'heavy'");
  }

  // Identity.

  @Test
  void anArrivalWaitsForItsPlate() {
    Came came = bench.stage("arrive").run();
    assertThat(came.inWords()).isEqualTo("await plate.entry then identify");
    assertThat(came.await().late()).isEqualTo("hold:ID_UNREADABLE");
    assertThat(came.await().within()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aPlateIsKeptWithItsConfidence() {
    Came came =
        bench
            .stage("identify")
            .signal("plate.entry", Map.of("plate", "29C12345", "confidence", 97L))
            .run();
    assertThat(came.inWords()).isEqualTo("next declared");
    assertThat(came.facts())
        .containsEntry("plate", "29C12345")
        .containsEntry("plateConfidence", 97L);
  }

  @Test
  void aNewReadingReplacesTheOldOneWhole() {
    Came came =
        bench
            .stage("identify")
            .fact("plate", "OLD")
            .fact("plateConfidence", 99L)
            .signal("plate.entry", Map.of("plate", "29C12345"))
            .run();
    assertThat(came.facts())
        .containsEntry("plate", "29C12345")
        .doesNotContainKey("plateConfidence");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void noPlateHolds(String plate) {
    Came came =
        bench
            .stage("identify")
            .fact("plate", "OLD")
            .signal("plate.entry", Map.of("plate", plate))
            .run();
    assertThat(came.inWords()).isEqualTo("hold ID_UNREADABLE");
    assertThat(came.facts()).doesNotContainKey("plate");
  }

  @Test
  void releasedFromAnUnreadablePlateItNeedsANewReading() {
    assertThat(bench.stage("identify").fact("plate", "29C12345").run().inWords())
        .isEqualTo("next arrive");
  }

  @Test
  void theOneDeclarationIdentifiesAndItsWordsBecomeFacts() {
    Came came =
        bench
            .stage("declared")
            .fact("plate", "29C12345")
            .fact("plateConfidence", 97L)
            .declared(
                Kind.EXACT,
                Map.of(
                    "reference",
                    "DEC-1",
                    "plate",
                    "29C-123.45",
                    "declaredGrossKg",
                    31200,
                    "goods",
                    "durian"))
            .run();
    assertThat(came.inWords()).isEqualTo("next position");
    assertThat(came.asked()).containsExactly(new FlowBench.Asked(1, "declaration 29C12345 97 %"));
    assertThat(came.facts())
        .containsEntry("declaration", "DEC-1")
        .containsEntry("declaredGrossKg", 31200L)
        .containsEntry("goods", "durian")
        .containsEntry("plate", "29C12345");
  }

  @ParameterizedTest
  @CsvSource({"CONFUSABLE, ID_CONFUSABLE", "SEVERAL, DECLARED_TWICE", "NONE, ID_UNDECLARED"})
  void anythingButOneExactDeclarationHolds(Kind kind, String reason) {
    Came came = bench.stage("declared").fact("plate", "29C12345").declared(kind, Map.of()).run();
    assertThat(came.inWords()).isEqualTo("hold " + reason);
    assertThat(came.holdText()).startsWith("29C12345 ");
    assertThat(came.facts()).doesNotContainKey("declaration");

    Came released = bench.stage("declared").facts(came.facts()).declared(kind, Map.of()).run();
    assertThat(released.inWords()).as("looked up again, in vain").isEqualTo("next arrive");

    Came readAgain = bench.stage("declared").facts(released.facts()).declared(kind, Map.of()).run();
    assertThat(readAgain.inWords()).isEqualTo("hold " + reason);
  }

  @Test
  void releasedAfterItWasDeclaredItGoesOn() {
    Came held =
        bench.stage("declared").fact("plate", "29C12345").declared(Kind.NONE, Map.of()).run();
    Came released =
        bench
            .stage("declared")
            .facts(held.facts())
            .declared(Kind.EXACT, Map.of("reference", "DEC-1"))
            .run();
    assertThat(released.inWords()).isEqualTo("next position");
    assertThat(released.facts()).doesNotContainKey("looks");
  }

  // Weight.

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

  // Customs.

  @Test
  void customsIsAskedAtEachVisit() {
    Came came = bench.stage("customs").fact("declaration", "DEC-1").run();
    assertThat(came.effectsInWords()).containsExactly("authority:customs ask");
    assertThat(came.effects().get(0).arguments()).containsExactly(Map.entry("ask", "release"));
    assertThat(came.inWords()).isEqualTo("await customs then decide");
    assertThat(came.await().late()).isEqualTo("hold:CUSTOMS_SILENT");
    assertThat(came.await().within()).isEqualTo(Duration.ofMinutes(90));
  }

  @ParameterizedTest
  @CsvSource({
    "RELEASED, next exit-identity",
    "CONTROL, hold CUSTOMS_CONTROL",
    "REJECTED, hold CUSTOMS_REJECTED",
    "WAIT, 'await customs then decide'",
    "INFORMATION, 'await customs then decide'",
    "UNKNOWN, 'await customs then decide'",
    "released, 'await customs then decide'",
    "'', 'await customs then decide'"
  })
  void onlyAReleaseReleases(String verdict, String comesTo) {
    Came came =
        bench
            .stage("decide")
            .signal("customs", Map.of("verdict", verdict, "code", "08", "id", "A1"))
            .run();
    assertThat(came.inWords()).isEqualTo(comesTo);
    assertThat(came.effects()).isEmpty();
  }

  @Test
  void anAnswerWithoutAVerdictOrForAnotherDeclarationReleasesNothing() {
    assertThat(bench.stage("decide").signal("customs").run().inWords()).startsWith("await customs");
    Came other =
        bench
            .stage("decide")
            .fact("declaration", "DEC-1")
            .signal("customs", Map.of("verdict", "RELEASED", "declaration", "DEC-2"))
            .run();
    assertThat(other.inWords()).startsWith("await customs");
  }

  @Test
  void releasedFromAControlCustomsIsAskedAnew() {
    assertThat(bench.stage("decide").run().inWords()).isEqualTo("next customs");
  }

  // The exit.

  @Test
  void theExitCameraReadsAgain() {
    Came came = bench.stage("exit-identity").run();
    assertThat(came.inWords()).isEqualTo("await plate.exit,customs.revoked then check-exit");
    assertThat(came.await().late()).isEqualTo("hold:ID_UNREADABLE");
  }

  @ParameterizedTest
  @CsvSource({
    "29C12345, 97, next offer",
    "29c-123.45, 97, next offer",
    "29C12345, 79, hold ID_CONFUSABLE",
    "29C1234S, 97, hold ID_CONFUSABLE",
    "30C12345, 97, hold ID_MISMATCH",
    "'', 97, hold ID_UNREADABLE"
  })
  void onlyTheSamePlateLeaves(String plate, long confidence, String comesTo) {
    Came came =
        bench
            .stage("check-exit")
            .fact("plate", "29C12345")
            .fact("exitPlate", "29C12345")
            .signal("plate.exit", Map.of("plate", plate, "confidence", confidence))
            .run();
    assertThat(came.inWords()).isEqualTo(comesTo);
  }

  @Test
  void askedAnewAboutCustomsItNeedsNoSecondReadingAtTheExit() {
    Came came =
        bench
            .stage("check-exit")
            .fact("plate", "29C12345")
            .signal("plate.exit", Map.of("plate", "29C12345", "confidence", 97L))
            .run();
    assertThat(bench.stage("exit-identity").facts(came.facts()).run().inWords())
        .isEqualTo("next offer-again");
    came =
        bench
            .stage("check-exit")
            .facts(came.facts())
            .signal("plate.exit", Map.of("plate", "30A"))
            .run();
    assertThat(bench.stage("exit-identity").facts(came.facts()).run().inWords())
        .startsWith("await plate.exit");
    came =
        bench
            .stage("identify")
            .fact("exitIdentified", true)
            .signal("plate.entry", Map.of("plate", "1"))
            .run();
    assertThat(came.facts()).doesNotContainKey("exitIdentified");
  }

  @Test
  void releasedFromAMismatchItNeedsANewReading() {
    Came came =
        bench.stage("check-exit").fact("plate", "29C12345").fact("exitPlate", "29C12345").run();
    assertThat(came.inWords()).isEqualTo("next exit-identity");
  }

  @Test
  void aReleaseTakenBackSendsToCustomsAgain() {
    Came came =
        bench
            .stage("check-exit")
            .fact("plate", "29C12345")
            .fact("exitPlate", "29C12345")
            .signal("customs.revoked", Map.of("verdict", "CONTROL"))
            .run();
    assertThat(came.inWords()).isEqualTo("next customs");
  }

  // The handover.

  @Test
  void anOfferWaitsForWhateverTheHandoverTells() {
    Came offer = bench.stage("offer").run();
    assertThat(offer.effectsInWords()).containsExactly("partner:offer");
    assertThat(offer.inWords()).isEqualTo("next offered");
    Came came = bench.stage("offered").facts(offer.facts()).run();
    assertThat(came.effects()).isEmpty();
    assertThat(came.inWords()).isEqualTo("await " + HANDOVER + ",customs.revoked then offered");
    assertThat(came.await().late()).isEqualTo("hold:PARTNER_SILENT");
    Came released = bench.stage("offered").facts(came.facts()).run();
    assertThat(released.inWords())
        .as("released by a person, it is offered anew")
        .isEqualTo("next offer-again");
  }

  @Test
  void beforeEveryNewOfferCustomsMayTakeItsReleaseBack() {
    Came came = bench.stage("offer-again").run();
    assertThat(came.inWords()).isEqualTo("await customs.revoked then customs");
    assertThat(came.await().late()).isEqualTo("next:offer");
    assertThat(came.effects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"offered", "committed", "received", "cleared"})
  void theHandoverIsFollowedFromWhateverStageItTells(String stage) {
    Came accepted = bench.stage(stage).fact("withdrawals", 1L).signal("accepted").run();
    assertThat(accepted.effectsInWords()).containsExactly("partner:commit");
    assertThat(accepted.inWords()).isEqualTo("await " + HANDOVER + " then committed");
    assertThat(accepted.await().late()).isEqualTo("hold:BARRIER_UNKNOWN");
    assertThat(accepted.facts()).doesNotContainKey("withdrawals");

    Came refused = bench.stage(stage).signal("refused", Map.of("code", "NOT_ANNOUNCED")).run();
    assertThat(refused.inWords()).isEqualTo("refuse PARTNER_REFUSED");
    assertThat(refused.fact("refusal")).isEqualTo("NOT_ANNOUNCED");

    assertThat(bench.stage(stage).signal("annulled").run().inWords()).isEqualTo("next offer-again");

    Came departed = bench.stage(stage).signal("departed").run();
    assertThat(departed.inWords()).isEqualTo("await " + HANDOVER + " then received");
    assertThat(departed.await().within()).isEqualTo(Duration.ofMinutes(30));

    assertThat(bench.stage(stage).signal("mismatch").run().inWords())
        .isEqualTo("hold STRIP_MISMATCH");

    Came received = bench.stage(stage).signal("received").run();
    assertThat(received.inWords()).isEqualTo("await " + HANDOVER + " then cleared");
    assertThat(received.await().within()).isEqualTo(Duration.ofDays(10));

    assertThat(bench.stage(stage).signal("cleared").run().inWords()).isEqualTo("done");

    Came revoked = bench.stage(stage).signal("customs.revoked").run();
    assertThat(revoked.inWords()).isEqualTo("next customs");
    assertThat(revoked.effectsInWords()).containsExactly("partner:withdraw");
  }

  @Test
  void onlyWhatIsAcceptedIsCommitted() {
    for (String signal : (HANDOVER + ",late,other").split(",")) {
      Came came = bench.stage("offered").signal(signal).run();
      assertThat(came.effectsInWords().contains("partner:commit"))
          .as(signal)
          .isEqualTo(signal.equals("accepted"));
    }
    assertThat(bench.stage("offered").run().effects()).isEmpty();
  }

  @Test
  void aWithdrawnOfferIsMadeAgainButNotForEver() {
    Came came = bench.stage("offered").signal("withdrawn").run();
    assertThat(came.inWords()).isEqualTo("next offer-again");
    came = bench.stage("offered").facts(came.facts()).signal("withdrawn").run();
    assertThat(came.inWords()).isEqualTo("next offer-again");
    came = bench.stage("offered").facts(came.facts()).signal("withdrawn").run();
    assertThat(came.inWords()).isEqualTo("hold PARTNER_SILENT");
    came = bench.stage("offered").facts(came.facts()).run();
    assertThat(came.inWords()).as("released, it is offered anew").isEqualTo("next offer-again");
    came = bench.stage("offered").facts(came.facts()).signal("withdrawn").run();
    assertThat(came.inWords()).as("counted from the start").isEqualTo("next offer-again");
  }

  @ParameterizedTest
  @CsvSource({
    "STUCK, hold BARRIER_STUCK",
    "STOP, next offer-again",
    "DENIED, next offer-again",
    "OFFLINE, next offer-again",
    "COMMIT_TIMEOUT, next offer-again",
    "STRIP_FULL, next offer-again"
  })
  void anOpeningThatDidNotHappen(String cause, String comesTo) {
    assertThat(bench.stage("committed").signal("aborted", Map.of("cause", cause)).run().inWords())
        .isEqualTo(comesTo);
  }

  @Test
  void releasedFromAStuckBarrierItIsOfferedAnew() {
    assertThat(bench.stage("committed").run().inWords()).isEqualTo("next offer-again");
  }

  @Test
  void releasedInTheStripItWaitsOn() {
    Came departed = bench.stage("committed").signal("departed").run();
    Came came = bench.stage("received").facts(departed.facts()).run();
    assertThat(came.inWords()).isEqualTo("await " + HANDOVER + " then received");
    assertThat(came.effects()).isEmpty();
  }
}
