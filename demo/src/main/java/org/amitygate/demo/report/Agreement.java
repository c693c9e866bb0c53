package org.amitygate.demo.report;

import java.util.Optional;
import org.amitygate.demo.report.Findings.Key;

/** Whether both gates say the same of each crossing, once everything has settled. */
final class Agreement {
  private Agreement() {}

  static void check(Evidence evidence, Findings findings) {
    for (CrossingRow exit : evidence.exports().crossings()) {
      if (exit.exit() && !exit.manual()) {
        Optional<CrossingRow> entry = evidence.imports().crossing(exit.id());
        if (!agree(exit, entry)) {
          String there = entry.map(Agreement::said).orElse("nothing");
          String text =
              exit + ": the export gate says " + said(exit) + ", the import gate " + there;
          findings.add(Key.DISAGREEMENTS, exit.id(), text);
        }
      }
    }
    for (CrossingRow entry : evidence.imports().crossings()) {
      if (!entry.manual() && evidence.exports().crossing(entry.id()).isEmpty()) {
        String text = "the import gate has " + entry + ", the export gate does not know it";
        findings.add(Key.DISAGREEMENTS, entry.id(), text);
      }
    }
  }

  private static boolean agree(CrossingRow exit, Optional<CrossingRow> entry) {
    if (exit.done() || entry.filter(CrossingRow::done).isPresent()) {
      return exit.done()
          && entry
              .filter(CrossingRow::done)
              .filter(row -> row.handover().equals(exit.handover()))
              .filter(row -> row.committedEpoch() == exit.committedEpoch())
              .isPresent();
    }
    String there = entry.map(CrossingRow::handover).orElse("LOCAL");
    return switch (exit.handover()) {
      // Nothing is promised: never offered, taken back, or ended on both sides.
      case "LOCAL" -> there.equals("LOCAL") || (exit.refused() && there.equals("REFUSED"));
      // A person has to decide; until then the other side stays bound.
      case "HOLD_BARRIER" -> there.equals("COMMITTED");
      default ->
          exit.handover().equals(there)
              && exit.refused() == entry.filter(CrossingRow::refused).isPresent();
    };
  }

  private static String said(CrossingRow row) {
    return row.state() + ", handover " + row.handover() + " of " + row.committedEpoch();
  }
}
