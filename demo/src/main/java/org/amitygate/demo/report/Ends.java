package org.amitygate.demo.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.amitygate.demo.report.Findings.Key;

/** How every truck ended, against the plan. */
final class Ends {

  /** Until a gate that has begun to work knows its lanes again, microseconds. */
  private static final long SETTLING = 5_000_000;

  private final Evidence evidence;
  private final Matching matching;
  private final Findings findings;
  private final List<Outage> outages;
  private final Map<String, Integer> held = new TreeMap<>();
  private final Map<String, Integer> planned = new TreeMap<>();
  private int done;
  private int refused;

  /**
   * @param outages of gates that were killed on purpose
   */
  Ends(Evidence evidence, Matching matching, Findings findings, List<Outage> outages) {
    this.evidence = evidence;
    this.matching = matching;
    this.findings = findings;
    this.outages = outages;
    evidence.world().plan().forEach(this::look);
  }

  private void look(PlannedTruck truck) {
    planned.merge(truck.kind(), 1, Integer::sum);
    Optional<CrossingRow> found = matching.of(truck);
    if (found.isEmpty()) {
      findings.add(Key.LOST, truck.id(), truck + " has no crossing at the export gate");
      findings.add(Key.UNEXPECTED, truck.id(), truck + " has no crossing at the export gate");
      return;
    }
    CrossingRow row = found.get();
    count(truck, row);
    compare(truck, row);
  }

  private void count(PlannedTruck truck, CrossingRow row) {
    if (row.done()) {
      done++;
    } else if (row.held()) {
      held.merge(row.reason(), 1, Integer::sum);
    } else if (row.refused()) {
      refused++;
    } else {
      String text = truck + " has no end: " + row.name() + " is in stage " + row.stage();
      findings.add(Key.LOST, truck.id(), text + ", handover " + row.handover());
    }
  }

  private void compare(PlannedTruck truck, CrossingRow row) {
    String planned = shown(truck.end(), truck.reason());
    String ended = shown(end(row), row.reason());
    String text = truck + " was to be " + planned + " and is " + ended;
    evidence.world().first("tailgated", truck.id() + "-F").ifPresent(this::alarmed);
    if (row.held() && truck.end().equals("done") && stoodUnwatched(truck, row)) {
      findings.add(Key.HELD_UNWATCHED, truck.id(), text + ": " + row.holdText());
      return;
    }
    if (!planned.equals(ended)) {
      findings.add(Key.UNEXPECTED, truck.id(), text + ": " + row.holdText());
    }
    if (row.done() && !row.plate().equals(Plates.key(truck.plate()))) {
      findings.add(
          Key.UNEXPECTED, truck.id(), truck + " was done as " + row.shownPlate() + " in " + row);
    }
    if (row.done() && row.manual()) {
      findings.add(Key.UNEXPECTED, truck.id(), truck + " was passed by hand");
    }
    String how =
        evidence
            .world()
            .first("ended", truck.id())
            .map(event -> event.text("how"))
            .orElse("nowhere");
    if (!how.equals(truck.endInTheWorld())) {
      String where = truck + " was to end '" + truck.endInTheWorld() + "' and ended '" + how + "'";
      findings.add(Key.UNEXPECTED, truck.id(), where);
    }
  }

  /** It was at a gate that was dead, before it was held for good. */
  private boolean stoodUnwatched(PlannedTruck truck, CrossingRow row) {
    long held =
        evidence.exports().of("Held").stream()
            .filter(record -> record.crossing().equals(row.id()))
            .mapToLong(JournalRecord::at)
            .max()
            .orElse(Long.MIN_VALUE);
    return outages.stream()
        .filter(outage -> outage.from() <= held)
        .anyMatch(outage -> came(truck, outage.gate()) <= outage.to() + SETTLING);
  }

  /** When the world saw a truck in a lane of a gate first. */
  private long came(PlannedTruck truck, String gate) {
    return evidence.world().events().stream()
        .filter(event -> event.text("truck").equals(truck.id()) && event.text("gate").equals(gate))
        .filter(event -> !event.text("lane").isEmpty()) // not what was said of it beforehand
        .mapToLong(LedgerEvent::at)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** The second vehicle on one opening must be noticed. */
  private void alarmed(LedgerEvent tailgated) {
    Predicate<JournalRecord> alarm =
        record ->
            record.text("kind").equals("TAILGATE")
                && record.stream().equals("lane:" + tailgated.text("lane"))
                && record.at() >= tailgated.at() - 2_000_000;
    if (evidence.gate(tailgated.text("gate")).of("LaneAlarm").stream().noneMatch(alarm)) {
      String truck = tailgated.text("truck");
      findings.add(Key.UNEXPECTED, truck, truck + " tailgated and no alarm was raised");
    }
  }

  private static String end(CrossingRow row) {
    return row.done()
        ? "done"
        : row.held() ? "held" : row.refused() ? "refused" : "still under way";
  }

  private static String shown(String end, String reason) {
    return end.equals("done") || reason.isEmpty() ? end : end + " " + reason;
  }

  Map<String, Integer> planned() {
    return planned;
  }

  Map<String, Integer> held() {
    return held;
  }

  int done() {
    return done;
  }

  int refused() {
    return refused;
  }
}
