package org.amitygate.flow.cargo.exports;

import static org.amitygate.flow.cargo.exports.ExportBench.HANDOVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.amitygate.camel.flow.FlowBench;
import org.amitygate.camel.flow.FlowBench.Came;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages from the offer on, every way they can end. */
class FollowingTheHandoverTest {

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
  void anOfferWaitsForWhateverTheHandoverTells() {
    Came offer = bench.stage("offer").run();
    assertThat(offer.effectsInWords()).containsExactly("partner:offer");
    assertThat(offer.inWords()).isEqualTo("next offered");
    Came came = bench.stage("offered").facts(offer.facts()).run();
    assertThat(came.effects()).isEmpty();
    assertThat(came.inWords())
        .isEqualTo("await " + HANDOVER + ",offer-waits,customs.revoked then offered");
    assertThat(came.await().late()).isEqualTo("hold:PARTNER_SILENT");
    Came released = bench.stage("offered").facts(came.facts()).run();
    assertThat(released.inWords())
        .as("released by a person, it is offered anew")
        .isEqualTo("next offer-again");
  }

  @Test
  void anOfferThatThePartnerDoesNotTakeYetIsWaitedForLonger() {
    Came came = bench.stage("offered").signal("offer-waits", Map.of("why", "quota")).run();
    assertThat(came.effects()).isEmpty();
    assertThat(came.inWords()).isEqualTo("await " + HANDOVER + ",customs.revoked then offered");
    assertThat(came.await().within()).isEqualTo(Duration.ofHours(36));
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
