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
import org.junit.jupiter.params.provider.CsvSource;

/** A lane that sets nothing has what docs/endpoints.md calls standard. */
class StandardSettingsTest {

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench = new FlowBench(new CargoImportFlow());
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void aCommitIsLateAnHourAfterTheOfferWasAccepted() {
    Came came =
        bench
            .stage("offered")
            .fact("plate", "29C12345")
            .declared(Kind.EXACT, Map.of("reference", "IM-1", "plate", "29C12345"))
            .run();
    assertThat(came.effectsInWords()).containsExactly("partner:accept");
    assertThat(came.await().within()).isEqualTo(Duration.ofHours(1));
  }

  /** Without a signal: as {@code -}, after a person's release. */
  @ParameterizedTest
  @CsvSource({
    "committed, committed, PT2H",
    "received, -, PT2H",
    "in-strip, in-strip, PT30M",
    "received, received, PT15M",
    "committed, withdrawn, PT36H",
    "committed, aborted, PT36H"
  })
  void whatIsAwaitedIsLateAfter(String stage, String signal, Duration within) {
    FlowBench.Run run = bench.stage(stage);
    Came came = (signal.equals("-") ? run : run.signal(signal)).run();
    assertThat(came.await().within()).isEqualTo(within);
  }
}
