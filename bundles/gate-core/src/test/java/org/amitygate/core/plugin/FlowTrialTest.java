package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flows on probation, on all lanes at once and lane by lane. */
class FlowTrialTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final String FLOW = "cargo-export";
  private static final List<String> LANES = List.of("L1", "L2", "L3");
  private static final FlowFigures GOOD = new FlowFigures(20, 200, 0, 0, 20, Duration.ofSeconds(1));
  private static final FlowFigures BAD = new FlowFigures(1, 3, 3, 0, 0, Duration.ZERO);

  /** A crossing has begun, and nothing came of it yet. */
  private static final FlowFigures BEGUN = new FlowFigures(1, 1, 0, 0, 0, Duration.ZERO);

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final List<TestGate> gates = new ArrayList<>();

  private TestGate withFlow(Duration probation) throws Exception {
    TestGate gate = new TestGate(folder, journal, probation);
    gates.add(gate);
    gate.config = config();
    gate.start();
    gate.install(PluginJar.flow(FLOW, "1.0.0"));
    return gate;
  }

  private static GateConfig config() {
    List<LaneConfig> lanes = new ArrayList<>();
    LANES.forEach(id -> lanes.add(lane(id, FLOW)));
    lanes.add(lane("L4", "another-flow"));
    return new GateConfig(
        new GateConfig.Gate(
            "g", "g", List.of(), "p", "r", GateConfig.State.PLANNED, ZoneId.of("UTC")),
        lanes,
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        "");
  }

  private static LaneConfig lane(String id, String flow) {
    return new LaneConfig(id, LaneConfig.Direction.EXPORT, "cargo", flow, "p", List.of());
  }

  @AfterEach
  void stop() throws Exception {
    for (TestGate gate : gates) {
      gate.close();
    }
  }

  private static PluginHost.PluginView view(TestGate gate) {
    return gate.host.list().get(0);
  }

  @Test
  void anUpdateIsOnProbationOnEveryLane() throws Exception {
    TestGate gate = withFlow(FOR_EVER);
    gate.update(PluginJar.flow(FLOW, "1.1.0"));
    assertThat(view(gate).probation()).isEqualTo("1.1.0 on " + String.join(" ", LANES));
    assertThat(gate.flows).containsEntry(FLOW, "1.1.0");
  }

  @Test
  void aRolloutTakesOneLaneAndThenTheRest() throws Exception {
    TestGate gate = withFlow(AT_ONCE);
    LANES.forEach(lane -> gate.flowFigures.put("1.1.0 " + lane, GOOD));
    String first = LANES.get(0);
    assertThat(gate.rollout(PluginJar.flow(FLOW, "1.1.0")))
        .isEqualTo(
            "flow %s 1.1.0 serves lane %s on probation; %d more lanes follow if it is good"
                .formatted(FLOW, first, LANES.size() - 1));
    assertThat(gate.chosen).containsEntry(FLOW + " " + first, "1.1.0");
    gate.until(() -> view(gate).version().equals("1.1.0"));
    assertThat(gate.flows).containsEntry(FLOW, "1.1.0");
    assertThat(journal.types("plugin:" + FLOW))
        .containsOnlyOnce("PluginRolloutBegun")
        .endsWith("PluginProved");
  }

  @Test
  void whoHasNotRunHasNotProvedItself() throws Exception {
    TestGate gate = withFlow(Duration.ofMillis(300));
    gate.flowFigures.put("1.1.0 L1", BEGUN);
    gate.rollout(PluginJar.flow(FLOW, "1.1.0"));
    gate.flowFigures.put("1.1.0 L1", GOOD);
    gate.until(() -> view(gate).probation().startsWith("1.1.0 on L2"));
    assertThat(journal.types("plugin:" + FLOW)).contains("PluginLaneProved");
  }

  @Test
  void whatFailsOnALaneIsTakenBackThereAndIsBad() throws Exception {
    TestGate gate = withFlow(FOR_EVER);
    gate.update(PluginJar.flow(FLOW, "1.1.0"));
    journal.open(FLOW, "1.1.0");
    String second = LANES.get(1);
    gate.flowFigures.put("1.1.0 " + second, BAD);
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(gate.chosen).isEqualTo(Map.of(FLOW + " " + second, "1.0.0"));
    assertThat(gate.flows).as("the other lanes keep it").containsEntry(FLOW, "1.1.0");
    assertThat(gate.badFlows).isEqualTo(Map.of(FLOW, Set.of("1.1.0")));
    assertThat(view(gate).lanes()).isEqualTo(Map.of(second, "1.0.0"));
    assertThat(gate.host.why(FLOW).join())
        .last()
        .satisfies(
            record ->
                assertThat(record.path("reason").asText())
                    .isEqualTo("3 of 3 runs of its stages failed, of those before 0 %"));
  }

  @Test
  void aLaneThatItHadProvedItselfOnIsTakenBackTooWhereItFailsLater() throws Exception {
    TestGate gate = withFlow(AT_ONCE);
    gate.flowFigures.put("1.1.0 L1", GOOD);
    gate.flowFigures.put("1.1.0 L2", BAD);
    gate.rollout(PluginJar.flow(FLOW, "1.1.0"));
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(view(gate).lanes()).isEqualTo(Map.of("L1", "1.1.0"));
    gate.flowFigures.put("1.1.0 L1", new FlowFigures(20, 203, 3, 0, 20, Duration.ofSeconds(1)));
    gate.until(() -> view(gate).lanes().isEmpty());
    assertThat(view(gate).retiring()).containsExactly("1.1.0");
  }

  @Test
  void soIsOneWhoseVersionWasActiveBefore() throws Exception {
    TestGate gate = withFlow(AT_ONCE);
    LANES.forEach(lane -> gate.flowFigures.put("1.0.0 " + lane, GOOD));
    gate.update(PluginJar.flow(FLOW, "1.1.0"));
    said(gate.host.rollback(INTEGRATOR, FLOW, "not yet"));
    gate.flowFigures.put("1.1.0 L1", GOOD);
    gate.flowFigures.put("1.1.0 L2", BAD);
    gate.rollout(PluginJar.flow(FLOW, "1.1.0"));
    gate.until(
        () -> view(gate).lanes().equals(Map.of("L1", "1.1.0")) && view(gate).probation().isEmpty());
    gate.flowFigures.put("1.1.0 L1", BAD);
    gate.until(() -> view(gate).lanes().isEmpty());
    assertThat(view(gate).version()).isEqualTo("1.0.0");
  }

  @Test
  void whatWasTakenBackInARolloutStaysUntilItsLastCrossingHasEnded() throws Exception {
    TestGate gate = withFlow(FOR_EVER);
    gate.rollout(PluginJar.flow(FLOW, "1.1.0"));
    journal.open(FLOW, "1.1.0");
    gate.flowFigures.put("1.1.0 " + LANES.get(0), BAD);
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(view(gate).retiring()).containsExactly("1.1.0");
    gate.host.retire();
    assertThat(gate.pluginBundles()).hasSize(2);
    journal.endCrossings();
    gate.host.retire();
    assertThat(view(gate).retiring()).isEmpty();
    assertThat(gate.pluginBundles()).hasSize(1);
  }

  @Test
  void theOldVersionStaysForItsCrossingsWhenTheNewOneHasProvedItself() throws Exception {
    TestGate gate = withFlow(AT_ONCE);
    journal.open(FLOW, "1.0.0");
    LANES.forEach(lane -> gate.flowFigures.put("1.1.0 " + lane, GOOD));
    gate.rollout(PluginJar.flow(FLOW, "1.1.0"));
    gate.until(() -> view(gate).probation().isEmpty());
    assertThat(view(gate).version()).isEqualTo("1.1.0");
    assertThat(view(gate).retiring()).containsExactly("1.0.0");
    assertThat(gate.pluginBundles()).hasSize(2);
  }

  @Test
  void aRollbackEndsARolloutAndItsCrossingsFinishOnIt() throws Exception {
    TestGate gate = withFlow(FOR_EVER);
    gate.rollout(PluginJar.flow(FLOW, "1.1.0"));
    journal.open(FLOW, "1.1.0");
    said(gate.host.rollback(INTEGRATOR, FLOW, "later"));
    assertThat(view(gate).lanes()).isEmpty();
    assertThat(view(gate).retiring()).containsExactly("1.1.0");
    assertThat(gate.badFlows).isEqualTo(Map.of(FLOW, Set.of()));
  }
}
