package org.amitygate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A contract that a broken driver passes is none: each defect must be found. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class SabotageTest {

  private static TestExecutionSummary run(Defect broken, String method) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(BrokenContract.class, method))
            .configurationParameter(BrokenContract.DEFECT, broken.name())
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    return summary.getSummary();
  }

  private static String failures(TestExecutionSummary summary) {
    StringWriter text = new StringWriter();
    summary.printFailuresTo(new PrintWriter(text), 3);
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "ACKNOWLEDGES_EARLY, readings, acknowledged before it was durable",
    "NEVER_ACKNOWLEDGES, readings, an acknowledgement",
    "EMITS_TWICE, readings, readings for one observation",
    "BLOCKS, nothingThatADeviceSaysMakesASessionThrowAnythingButAnIoException, received took",
    "THROWS_ON_GARBAGE, garbageEndsTheSessionAndTheNextOneWorks, received threw",
    "THROWS_ON_GARBAGE, nothingThatADeviceSaysMakesASessionThrowAnythingButAnIoException, hostile",
    "IGNORES_GARBAGE, garbageEndsTheSessionAndTheNextOneWorks, a new connection",
    "IGNORES_SILENCE, liveness, the session is given up",
    "ANSWERS_TWICE, commands, answers to one command",
    "NEVER_ANSWERS, commands, no answer from",
    "SWALLOWS_UNSUPPORTED, aCommandThatItDoesNotHaveIsUnsupported, UnsupportedOperationException",
    "USES_HOST_AFTER_CLOSE, closeEndsEverything, the host was used after close",
    "TAKES_ANY_STATE, exchange, CARRIED",
    "HOARDS_BYTES, exchange, in the middle of a frame"
  })
  void eachDefectIsFound(Defect broken, String method, String message) {
    TestExecutionSummary summary = run(broken, method);

    assertThat(summary.getTestsFailedCount()).as("%s", broken).isPositive();
    assertThat(failures(summary)).contains(message);
  }

  @Test
  void theSameDriverWithoutADefectPasses() {
    TestExecutionSummary summary = run(Defect.NONE, "exchange");

    assertThat(failures(summary)).isBlank();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(4);
  }
}
