package org.amitygate.demo.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.amitygate.demo.report.Findings.Key;

/** What happened twice and must happen once. */
final class Doubles {
  private final Findings findings;

  private Doubles(Findings findings) {
    this.findings = findings;
  }

  static void check(Evidence evidence, Matching matching, Findings findings) {
    Doubles check = new Doubles(findings);
    for (CrossingRow row : matching.extra()) {
      String text = row + " at the export gate is the crossing of no vehicle, or its second one";
      findings.add(Key.DUPLICATED, row.id(), text);
    }
    for (JournalSnapshot gate : evidence.gates()) {
      check.gate(gate);
    }
    check.once(
        evidence.world().of("tokenAccepted").stream(),
        LedgerEvent::token,
        "token accepted by the controller");
  }

  private void gate(JournalSnapshot gate) {
    String at = gate.gate() + ": ";
    once(ended(gate), JournalRecord::crossing, at + "end of crossing");
    once(
        gate.of("DeclarationAnnounced").stream(),
        record -> record.text("reference"),
        at + "announcement");
    once(gate.of("OpeningIntended").stream(), gate::token, at + "intent to open");
    once(
        gate.of("PartnerReceiptSent").stream()
            .filter(record -> record.text("verdict").equals("APPLIED")),
        record -> record.text("messageId"),
        at + "application of message");
    once(
        gate.crossings().stream()
            .filter(row -> !row.declaration().isEmpty())
            .filter(row -> row.done() || row.exit()),
        CrossingRow::declaration,
        at + "use of declaration");
  }

  private static Stream<JournalRecord> ended(JournalSnapshot gate) {
    return List.of("CrossingEnded", "PassedByHand").stream()
        .flatMap(type -> gate.of(type).stream());
  }

  private <T, K> void once(Stream<T> all, Function<T, K> key, String what) {
    Map<K, Integer> count = new HashMap<>();
    all.forEach(each -> count.merge(key.apply(each), 1, Integer::sum));
    count.forEach(
        (id, times) -> {
          if (times > 1) {
            findings.add(Key.DUPLICATED, what + id, times + " times: " + what + " " + id);
          }
        });
  }
}
