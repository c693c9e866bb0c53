package org.amitygate.demo.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.amitygate.demo.report.CrossingRow;

/**
 * Which gate is to be killed next and at what: the gates take turns, each stage of a gate once,
 * until both were killed at enough stages; then both at once. Pure; not thread-safe.
 */
final class KillPlan {
  private static final int STAGES_EACH = 6;

  private static final List<Set<String>> EXPORT =
      List.of(
          Set.of("customs", "decide"),
          Set.of("OPENING"),
          Set.of("weigh"),
          Set.of("OPENED"),
          Set.of("OFFERED", "ACCEPTED", "COMMITTING", "COMMITTED"),
          Set.of("IN_STRIP"),
          Set.of("RECEIVED"),
          Set.of("arrive", "identify", "declared", "position"),
          Set.of("exit-identity", "check-exit"));

  private static final List<Set<String>> IMPORT =
      List.of(
          Set.of("COMMITTED"),
          Set.of("RECEIVED/opening"),
          Set.of("IN_STRIP"),
          Set.of("RECEIVED/opened"),
          Set.of("OFFERED", "ACCEPTED"),
          Set.of("RECEIVED/passed", "RECEIVED", "RECEIVED/wanted"));

  private final String exportGate;
  private final String importGate;
  private final Map<String, List<Set<String>>> left = new LinkedHashMap<>();
  private final Map<String, Integer> killed = new LinkedHashMap<>();
  private final Map<String, Integer> atStage = new TreeMap<>();
  private boolean both;
  private int kills;

  KillPlan(String exportGate, String importGate) {
    this.exportGate = exportGate;
    this.importGate = importGate;
    left.put(exportGate, new ArrayList<>(EXPORT));
    left.put(importGate, new ArrayList<>(IMPORT));
    killed.put(exportGate, 0);
    killed.put(importGate, 0);
  }

  /** Gates to be killed now that these crossings are under way; empty: wait on. */
  Optional<Victim> next(Map<String, List<CrossingRow>> underWay) {
    if (bothDue()) {
      return underWay.getOrDefault(exportGate, List.of()).stream()
          .filter(row -> !row.handover().equals("LOCAL"))
          .findFirst()
          .map(row -> new Victim(List.of(exportGate, importGate), row.id()));
    }
    String gate = turn();
    if (done(gate)) {
      return Optional.empty();
    }
    for (CrossingRow row : underWay.getOrDefault(gate, List.of())) {
      String stage = Stages.of(row);
      if (left.getOrDefault(gate, List.of()).stream().anyMatch(set -> set.contains(stage))) {
        return Optional.of(new Victim(List.of(gate), row.id()));
      }
    }
    return Optional.empty();
  }

  /**
   * Who is to be killed.
   *
   * @param crossing the crossing that was seen at the stage
   */
  record Victim(List<String> gates, String crossing) {}

  /** Both together once each was killed twice. */
  private boolean bothDue() {
    return !both && killed.values().stream().allMatch(count -> count >= 2);
  }

  /** The gate that was killed less often, the export gate first. */
  private String turn() {
    int exports = killed.getOrDefault(exportGate, 0);
    int imports = killed.getOrDefault(importGate, 0);
    return done(exportGate) || (imports < exports && !done(importGate)) ? importGate : exportGate;
  }

  private boolean done(String gate) {
    return stages(gate) >= STAGES_EACH || left.getOrDefault(gate, List.of()).isEmpty();
  }

  private long stages(String gate) {
    return atStage.keySet().stream().filter(stage -> stage.startsWith(gate + " ")).count();
  }

  /** Notes where the gate's crossing really was when the gate had died. */
  void died(String gate, String stage, boolean together) {
    kills++;
    atStage.merge((together ? "both " : gate + " ") + stage, 1, Integer::sum);
    if (together) {
      both = true;
    } else {
      killed.merge(gate, 1, Integer::sum);
      left.getOrDefault(gate, List.of()).removeIf(set -> set.contains(stage));
    }
  }

  boolean finished() {
    return both && done(exportGate) && done(importGate);
  }

  int kills() {
    return kills;
  }

  Map<String, Integer> atStage() {
    return new TreeMap<>(atStage);
  }
}
