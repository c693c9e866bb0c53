package org.amitygate.flow.cargo.imports;

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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every stage of the import flow, every way it can end. */
class CargoImportFlowTest {

  private static final String HANDOVER =
      "offered,withdrawn,committed,aborted,annulled,in-strip,received,passed";

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench = new FlowBench(new CargoImportFlow(), Map.of("passing.within", "4m"));
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void beginsWithTheOffer() {
    assertThat(new CargoImportFlow().stages().get(0)).isEqualTo("offered");
  }

  @Test
  void anAnnouncedTruckIsAccepted() {
    Came came =
        bench
            .stage("offered")
            .fact("plate", "29C12345")
            .fact("declaration", "EX-1")
            .declared(Kind.EXACT, Map.of("reference", "IM-1", "plate", "29C-123.45"))
            .run();
    assertThat(came.effectsInWords()).containsExactly("partner:accept");
    assertThat(came.inWords()).isEqualTo("await " + HANDOVER + " then committed");
    assertThat(came.await().late()).isEqualTo("next:offered");
    assertThat(came.facts())
        .containsEntry("exportDeclaration", "EX-1")
        .containsEntry("declaration", "IM-1");

    Came again =
        bench
            .stage("offered")
            .facts(came.facts())
            .signal("late")
            .declared(Kind.EXACT, Map.of("reference", "IM-1"))
            .run();
    assertThat(again.facts()).as("judged anew").containsEntry("exportDeclaration", "EX-1");
    assertThat(again.inWords()).isEqualTo("await " + HANDOVER + " then committed");
  }

  @Test
  void whatComesBackIsAcceptedWithoutADeclaration() {
    Came came =
        bench
            .stage("offered")
            .fact("plate", "29C12345")
            .fact("declaration", "EX-1")
            .fact("returnOf", "0193a5f0-0000-7000-8000-000000000001")
            .run();
    assertThat(came.effectsInWords()).containsExactly("partner:accept");
    assertThat(came.asked()).isEmpty();
    assertThat(came.facts())
        .containsEntry("exportDeclaration", "EX-1")
        .doesNotContainKey("declaration");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "CONFUSABLE"})
  void anyOtherIsRefused(Kind kind) {
    Came came = bench.stage("offered").fact("plate", "29C12345").declared(kind, Map.of()).run();
    assertThat(came.effectsInWords()).containsExactly("partner:refuse");
    assertThat(came.effects().get(0).arguments()).containsEntry("code", "NOT_ANNOUNCED");
    assertThat(came.inWords()).isEqualTo("refuse NOT_ANNOUNCED");
  }

  @Test
  void aNewOfferIsJudgedByWhatItSaysItself() {
    Came came =
        bench
            .stage("offered")
            .fact("plate", "29C12345")
            .fact("seal", "S1")
            .fact("declaration", "IM-1")
            .fact("exportDeclaration", "EX-1")
            .signal(
                "offered",
                Map.of("data", Map.of("plate", "30A99999", "grossKg", 100, "declaration", "EX-2")))
            .declared(Kind.NONE, Map.of())
            .run();
    assertThat(came.asked()).containsExactly(new FlowBench.Asked(1, "declaration 30A99999"));
    assertThat(came.inWords()).isEqualTo("refuse NOT_ANNOUNCED");
    assertThat(came.facts())
        .containsEntry("plate", "30A99999")
        .containsEntry("grossKg", 100L)
        .containsEntry("exportDeclaration", "EX-2")
        .doesNotContainKey("seal");
  }

  @Test
  void anOfferWithoutAPlateIsRefusedWithoutAsking() {
    Came came = bench.stage("offered").run();
    assertThat(came.inWords()).isEqualTo("refuse NOT_ANNOUNCED");
    assertThat(came.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"committed", "in-strip", "received", "passed"})
  void theHandoverIsFollowedFromWhateverStageItTells(String stage) {
    Came committed = bench.stage(stage).signal("committed").run();
    assertThat(committed.inWords()).isEqualTo("await " + HANDOVER + " then in-strip");
    assertThat(committed.await().late()).isEqualTo("hold:BARRIER_UNKNOWN");

    Came inStrip = bench.stage(stage).signal("in-strip").run();
    assertThat(inStrip.inWords()).isEqualTo("await " + HANDOVER + " then received");
    assertThat(inStrip.await().late()).isEqualTo("hold:BARRIER_UNKNOWN");

    Came received = bench.stage(stage).signal("received").run();
    assertThat(received.inWords()).isEqualTo("await " + HANDOVER + " then passed");
    assertThat(received.await().within()).isEqualTo(Duration.ofMinutes(4));
    assertThat(received.await().late()).isEqualTo("hold:BARRIER_UNKNOWN");

    for (String ended : new String[] {"withdrawn", "aborted", "annulled"}) {
      Came again = bench.stage(stage).fact("declaration", "IM-1").signal(ended).run();
      assertThat(again.inWords()).as(ended).isEqualTo("await offered then offered");
      assertThat(again.facts()).as("another may be offered").doesNotContainKey("declaration");
      assertThat(again.await().late()).isEqualTo("next:expired");
    }

    Came offered =
        bench
            .stage(stage)
            .fact("plate", "1A")
            .signal("offered", Map.of("data", Map.of("plate", "2B")))
            .run();
    assertThat(offered.inWords()).isEqualTo("next offered");
    assertThat(offered.facts()).containsEntry("plate", "2B");
    assertThat(offered.effects()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"committed", "in-strip", "received", "passed"})
  void onlyATruckThatPassedIsCleared(String stage) {
    Came passed = bench.stage(stage).signal("passed").run();
    assertThat(passed.effectsInWords()).containsExactly("partner:clear");
    assertThat(passed.inWords()).isEqualTo("done");
    for (String signal : (HANDOVER + ",late,other").split(",")) {
      Came came = bench.stage(stage).signal(signal).run();
      assertThat(came.effectsInWords().contains("partner:clear"))
          .as(signal)
          .isEqualTo(signal.equals("passed"));
    }
  }

  @Test
  void releasedByAPersonItListensAgain() {
    Came came = bench.stage("received").run();
    assertThat(came.inWords()).isEqualTo("await " + HANDOVER + " then in-strip");
    assertThat(came.effects()).isEmpty();
  }

  @Test
  void aTruckThatIsNeverOfferedAgainEnds() {
    assertThat(bench.stage("expired").run().inWords()).isEqualTo("refuse NOT_OFFERED_AGAIN");
  }
}
