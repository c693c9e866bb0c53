package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlowProbationTest {

  private static final FlowFigures PAST = figures(100, 1_000, 0, 5, 10);

  /**
   * @param millis of each run
   */
  private static FlowFigures figures(long begun, long runs, long failures, long held, long millis) {
    return new FlowFigures(begun, runs, failures, held, begun, Duration.ofMillis(runs * millis));
  }

  private static Optional<String> judge(FlowFigures now) {
    return FlowProbation.objection(now, PAST);
  }

  @Test
  void whatDoesAsBeforeIsGood() {
    assertThat(judge(FlowFigures.NONE)).isEmpty();
    assertThat(judge(figures(5, 50, 0, 1, 12))).isEmpty();
  }

  @Test
  void stagesThatFail() {
    assertThat(judge(figures(1, 3, 2, 0, 10))).isEmpty();
    assertThat(judge(figures(1, 4, 3, 0, 10)))
        .contains("3 of 4 runs of its stages failed, of those before 0 %");
  }

  @Test
  void stagesThatFailedBeforeAsOften() {
    FlowFigures past = figures(100, 1_000, 400, 5, 10);
    assertThat(FlowProbation.objection(figures(5, 10, 5, 0, 10), past)).isEmpty();
    assertThat(FlowProbation.objection(figures(5, 10, 9, 0, 10), past)).isPresent();
  }

  @Test
  void crossingsThatAreHeld() {
    assertThat(judge(figures(3, 20, 0, 2, 10))).isEmpty();
    assertThat(judge(figures(10, 20, 0, 3, 10))).as("three in ten").isEmpty();
    assertThat(judge(figures(4, 20, 0, 3, 10)))
        .contains("it held 3 times in 4 crossings, the one before 5 times in 100");
  }

  @Test
  void holdsWithoutAPastSayNothing() {
    assertThat(FlowProbation.objection(figures(4, 20, 0, 4, 10), figures(9, 90, 0, 0, 10)))
        .isEmpty();
  }

  @Test
  void stagesThatTakeLong() {
    assertThat(judge(figures(2, 20, 0, 0, 100))).isEmpty();
    assertThat(judge(figures(2, 19, 0, 0, 500))).as("too few").isEmpty();
    assertThat(judge(figures(2, 20, 0, 0, 101)))
        .contains("a stage of it takes 101 ms, before it were 10 ms");
    assertThat(FlowProbation.objection(figures(2, 20, 0, 0, 400), figures(9, 90, 0, 0, 90)))
        .as("less than five times as long")
        .isEmpty();
  }
}
