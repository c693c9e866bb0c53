package org.amitygate.flow.cargo.exports;

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

/** The stages from customs to the stop line, every way they can end. */
class CustomsAndExitTest {

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
}
