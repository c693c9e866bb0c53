package org.amitygate.demo.report;

import java.util.List;
import java.util.Optional;

/**
 * Holds that a restart explains. A gate that did not see what happened while it was down asks a
 * person; that is what it promises, and no truck can be planned for it.
 */
final class Restarts {
  private final Evidence evidence;

  Restarts(Evidence evidence) {
    this.evidence = evidence;
  }

  /** The reason for which a truck that was to be done is held; empty: no restart explains it. */
  Optional<String> explain(CrossingRow exit) {
    if (exit.held()) {
      return scaleNotSeen(exit) ? Optional.of(exit.reason()) : Optional.empty();
    }
    return evidence
        .imports()
        .crossing(exit.id())
        .filter(CrossingRow::held)
        .filter(this::openingGivenUp)
        .map(CrossingRow::reason);
  }

  /**
   * The import gate started between the intent to open and the proof that it never opened. It does
   * not open by itself then: nobody watched who stands at the stop line.
   */
  private boolean openingGivenUp(CrossingRow entry) {
    JournalSnapshot gate = evidence.imports();
    List<JournalRecord> timeline = gate.timelines().getOrDefault(entry.id(), List.of());
    return entry.reason().equals("BARRIER_STUCK")
        && timeline.stream()
            .filter(record -> record.is("OpeningEnded"))
            .filter(record -> record.text("text").startsWith("NotOpened"))
            .anyMatch(
                end -> {
                  JournalRecord intent = gate.intents().get(gate.token(end));
                  return intent != null
                      && started(gate, intent.at(), end.at())
                      && !opened(gate.token(end));
                });
  }

  private boolean opened(Token token) {
    return evidence.world().of("boomLeftClosed").stream()
        .anyMatch(event -> event.commanded() && event.token().equals(token));
  }

  /** The export gate was down when its scale was empty, or may have been. */
  private boolean scaleNotSeen(CrossingRow exit) {
    JournalSnapshot gate = evidence.exports();
    if (!exit.holdText().contains("not back at zero")) {
      return false;
    }
    long before = 0;
    for (JournalRecord record : gate.of("VehicleArrived")) {
      if (record.crossing().equals(exit.id())) {
        break;
      }
      before = record.text("lane").equals(exit.lane()) ? record.at() : before;
    }
    long held =
        gate.of("Held").stream()
            .filter(record -> record.crossing().equals(exit.id()))
            .mapToLong(JournalRecord::at)
            .max()
            .orElse(0);
    return started(gate, before, held);
  }

  private static boolean started(JournalSnapshot gate, long from, long until) {
    return gate.of("GateStarted").stream()
        .anyMatch(record -> record.at() > from && record.at() < until);
  }
}
