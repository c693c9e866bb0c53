package org.amitygate.demo.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.amitygate.demo.report.Findings.Key;
import org.jspecify.annotations.Nullable;

/** What the barriers did, as the world saw it, against why the gates say they did. */
final class Openings {
  /** How much later a record of what was seen may seem to be written before it, microseconds. */
  private static final long CLOCKS = 250_000;

  private final Evidence evidence;
  private final Matching matching;
  private final Findings findings;
  private final Map<Token, JournalRecord> intents = new HashMap<>();
  private final Set<Token> passages;
  private int most;

  Openings(Evidence evidence, Matching matching, Findings findings) {
    this.evidence = evidence;
    this.matching = matching;
    this.findings = findings;
    evidence.gates().forEach(gate -> intents.putAll(gate.intents()));
    passages =
        evidence.world().of("passed", "passedImport", "tailgated").stream()
            .filter(LedgerEvent::commanded)
            .map(LedgerEvent::token)
            .collect(Collectors.toSet());
    commanded();
    evidence.gates().forEach(this::byHand);
    passed();
    done();
  }

  /** The most commanded openings that one crossing had in one epoch. */
  int most() {
    return most;
  }

  private void commanded() {
    Map<String, Integer> each = new HashMap<>();
    for (LedgerEvent event : evidence.world().of("boomLeftClosed")) {
      if (event.commanded()) {
        Token token = event.token();
        JournalRecord intent = intents.get(token);
        String why = intent == null ? token.toString() : epoch(token.gate(), intent);
        most = Math.max(most, each.merge(why, 1, Integer::sum));
        explain(token, intent);
      }
    }
  }

  private static String epoch(String gate, JournalRecord intent) {
    return gate + " " + intent.crossing() + " epoch " + intent.body().path("epoch").asInt();
  }

  private void explain(Token token, @Nullable JournalRecord intent) {
    if (intent == null) {
      findings.add(
          Key.OPENED_NOT_DONE, token.toString(), token + " opened and no intent is on disk");
    } else if (!passages.contains(token) && !annulledOrHeld(token, intent)) {
      String text = token + " opened for crossing " + intent.crossing();
      findings.add(Key.OPENED_NOT_DONE, token.toString(), text + ": no passage, annulment or hold");
    }
  }

  private boolean annulledOrHeld(Token token, JournalRecord intent) {
    JournalSnapshot gate = evidence.gate(token.gate());
    for (JournalRecord record : gate.records()) {
      boolean later = record.crossing().equals(intent.crossing()) && record.at() >= intent.at();
      if (later && record.is("OpeningEnded") && gate.token(record).equals(token)) {
        String how = record.text("text");
        return how.startsWith("NotDeparted") || how.startsWith("Unproven");
      }
    }
    return gate.crossing(intent.crossing()).filter(CrossingRow::held).isPresent();
  }

  /** A boom that people moved must be noticed, each time. */
  private void byHand(JournalSnapshot gate) {
    Set<JournalRecord> used = new HashSet<>();
    for (LedgerEvent event : evidence.world().of("boomLeftClosed")) {
      if (!event.commanded() && event.text("gate").equals(gate.gate())) {
        gate.of("LaneAlarm").stream()
            .filter(alarm -> alarm.text("kind").equals("UNCOMMANDED_OPENING"))
            .filter(alarm -> alarm.stream().equals("lane:" + event.text("lane")))
            .filter(alarm -> alarm.at() >= event.at() - CLOCKS && !used.contains(alarm))
            .findFirst()
            .ifPresentOrElse(
                used::add,
                () ->
                    findings.add(
                        Key.UNCOMMANDED_OPENINGS_MISSED,
                        event.place() + " " + event.at(),
                        event.place() + " was moved by hand at " + event.at() + ", no alarm"));
      }
    }
  }

  /** Whatever passed at the export gate needs the import gate's promise, or two people. */
  private void passed() {
    for (LedgerEvent event : evidence.world().of("passed", "tailgated")) {
      String truck = event.text("truck");
      boolean follower = event.name().equals("tailgated");
      if (!event.text("gate").equals(evidence.exports().gate())
          || manual(event)
          || (!follower && event.commanded() && promised(event))) {
        continue;
      }
      String text = truck + " passed with " + event.token() + " without COMMIT_OK";
      findings.add(Key.PASSED_WITHOUT_COMMIT_OK, truck, text + " or manual entry");
    }
  }

  /** Two people recorded it, or a person decided that it departed. */
  private boolean manual(LedgerEvent event) {
    JournalSnapshot gate = evidence.exports();
    String truck = event.text("truck");
    if (matching.of(truck).filter(CrossingRow::manual).isPresent()) {
      return true;
    }
    return matching
        .of(truck)
        .filter(row -> !event.name().equals("tailgated"))
        .filter(
            row ->
                gate.of("BarrierDecidedByPerson").stream()
                    .anyMatch(
                        record ->
                            record.crossing().equals(row.id())
                                && record.text("what").equals("DEPARTED")
                                && record.at() >= event.at() - CLOCKS))
        .isPresent();
  }

  /**
   * The opening was intended for this truck's crossing, after a COMMIT_OK of the same epoch, which
   * the import gate sent.
   */
  private boolean promised(LedgerEvent event) {
    JournalRecord intent = intents.get(event.token());
    boolean itsOwn =
        intent != null
            && matching.truckOf(intent.crossing()).filter(event.text("truck")::equals).isPresent();
    if (!itsOwn) {
      return false;
    }
    int epoch = intent.body().path("epoch").asInt();
    List<String> sent =
        commitOks(evidence.imports(), "PartnerMessageSent", intent, epoch, Long.MAX_VALUE);
    return commitOks(evidence.exports(), "PartnerMessageReceived", intent, epoch, intent.at())
        .stream()
        .anyMatch(sent::contains);
  }

  private static List<String> commitOks(
      JournalSnapshot gate, String type, JournalRecord intent, int epoch, long until) {
    return gate.of(type).stream()
        .filter(record -> record.crossing().equals(intent.crossing()))
        .filter(record -> record.text("messageType").equals("COMMIT_OK"))
        .filter(record -> record.body().path("epoch").asInt() == epoch && record.at() <= until)
        .map(record -> record.text("messageId"))
        .toList();
  }

  private void done() {
    for (JournalSnapshot gate : evidence.gates()) {
      String passage = gate == evidence.exports() ? "passed" : "passedImport";
      for (CrossingRow row : gate.crossings()) {
        if (row.done() && !row.manual()) {
          boolean seen =
              matching
                  .truckOf(row.id())
                  .flatMap(truck -> evidence.world().first(passage, truck))
                  .isPresent();
          if (!seen) {
            String text = gate.gate() + " has " + row + " and the world saw nobody pass";
            findings.add(Key.DONE_WITHOUT_PASSAGE, gate.gate() + " " + row.id(), text);
          }
        }
      }
    }
  }
}
