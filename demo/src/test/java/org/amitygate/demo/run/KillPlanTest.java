package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.demo.report.CrossingRow;
import org.junit.jupiter.api.Test;

class KillPlanTest {
  private static final List<String> EXPORT_STAGES =
      List.of("position", "weigh", "customs", "OFFERED", "OPENING", "OPENED", "IN_STRIP");
  private static final List<String> IMPORT_STAGES =
      List.of(
          "ACCEPTED", "COMMITTED", "IN_STRIP", "RECEIVED/opening", "RECEIVED/opened", "RECEIVED");

  private final KillPlan plan = new KillPlan("s", "r");

  private static CrossingRow at(String role, String stage) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    boolean handover =
        stage.equals(stage.toUpperCase(java.util.Locale.ROOT)) || stage.contains("/");
    int slash = stage.indexOf('/');
    ObjectNode state = body.putObject("handover");
    state.put("state", !handover ? "LOCAL" : slash < 0 ? stage : stage.substring(0, slash));
    if (slash > 0) {
      state.putObject("data").put("ownBarrier", stage.substring(slash + 1));
    }
    return new CrossingRow(stage, "N", role, "L1", "UNDER_WAY", stage, "", "", "", body);
  }

  private static Map<String, List<CrossingRow>> everything() {
    return Map.of(
        "s", EXPORT_STAGES.stream().map(stage -> at("EXIT", stage)).toList(),
        "r", IMPORT_STAGES.stream().map(stage -> at("ENTRY", stage)).toList());
  }

  @Test
  void waitsForAStageItWants() {
    assertThat(plan.next(Map.of())).isEmpty();
    assertThat(plan.next(Map.of("s", List.of(at("EXIT", "offer-again"))))).isEmpty();
    assertThat(plan.next(Map.of("r", List.of(at("ENTRY", "COMMITTED"))))).isEmpty();
    assertThat(plan.next(Map.of("s", List.of(at("EXIT", "OPENING")))))
        .contains(new KillPlan.Victim(List.of("s"), "OPENING"));
  }

  @Test
  void takesTurnsAndEachStageOnce() {
    plan.died("s", "OPENING", false);
    assertThat(plan.next(Map.of("s", List.of(at("EXIT", "weigh"))))).isEmpty();
    plan.died("r", "COMMITTED", false);
    assertThat(plan.next(Map.of("s", List.of(at("EXIT", "OPENING"))))).isEmpty();
    assertThat(plan.next(Map.of("s", List.of(at("EXIT", "weigh"))))).isPresent();
  }

  @Test
  void killsEachAtFiveStagesAtLeastAndBothOnce() {
    Set<String> exports = new HashSet<>();
    Set<String> imports = new HashSet<>();
    int together = 0;
    for (Optional<KillPlan.Victim> next = plan.next(everything());
        next.isPresent();
        next = plan.next(everything())) {
      KillPlan.Victim victim = next.get();
      boolean both = victim.gates().size() == 2;
      together += both ? 1 : 0;
      for (String gate : victim.gates()) {
        plan.died(gate, victim.crossing(), both);
        if (!both) {
          (gate.equals("s") ? exports : imports).add(victim.crossing());
        }
      }
    }
    assertThat(plan.finished()).isTrue();
    assertThat(together).isEqualTo(1);
    assertThat(exports).hasSizeGreaterThanOrEqualTo(5);
    assertThat(imports).hasSizeGreaterThanOrEqualTo(5);
    assertThat(plan.kills()).isEqualTo(exports.size() + imports.size() + 2);
    assertThat(plan.atStage().values()).allMatch(count -> count > 0);
  }

  @Test
  void whereItReallyDiedCounts() {
    plan.died("s", "ended", false);
    assertThat(plan.atStage()).isEqualTo(Map.of("s ended", 1));
    plan.died("r", "COMMITTED", false);
    assertThat(plan.next(Map.of("s", List.of(at("EXIT", "OPENING"))))).isPresent();
  }
}
