package org.amitygate.demo.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.amitygate.demo.report.Findings.Key;

/** Whatever a gate said yes to must be in its journal, whenever it was killed. */
final class Acknowledged {
  private final Evidence evidence;
  private final Findings findings;

  private Acknowledged(Evidence evidence, Findings findings) {
    this.evidence = evidence;
    this.findings = findings;
  }

  static void check(Evidence evidence, Findings findings) {
    Acknowledged check = new Acknowledged(evidence, findings);
    evidence.gates().forEach(check::fromTheWorld);
    check.fromThePartner(evidence.exports(), evidence.imports());
    check.fromThePartner(evidence.imports(), evidence.exports());
    evidence.gates().forEach(check::streams);
  }

  private List<LedgerEvent> told(JournalSnapshot gate, String event) {
    return evidence.world().of(event).stream()
        .filter(each -> each.text("gate").equals(gate.gate()))
        .toList();
  }

  private void fromTheWorld(JournalSnapshot gate) {
    Collection<String> declarations = gate.values("DeclarationAnnounced", "reference");
    for (LedgerEvent event : told(gate, "acknowledged")) {
      missing(gate, "declaration", event.text("reference"), declarations);
    }
    Collection<String> reads = new HashSet<>(gate.values("PlateRead", "eventId"));
    for (LedgerEvent event : told(gate, "readAcknowledged")) {
      missing(gate, "read " + event.text("plate"), event.text("eventId"), reads);
    }
    Set<String> answers = new HashSet<>();
    gate.records().stream()
        .filter(record -> record.type().startsWith("Authority"))
        .forEach(record -> texts(record.body(), answers));
    for (LedgerEvent event : told(gate, "customsAnswered")) {
      if (event.fields().path("acknowledged").asBoolean()) {
        missing(gate, "answer of customs to " + event.text("asked"), event.text("id"), answers);
      }
    }
    orders(gate);
  }

  private void missing(JournalSnapshot gate, String what, String id, Collection<String> recorded) {
    if (!recorded.contains(id)) {
      String text = gate.gate() + " acknowledged " + what + " " + id + " and has no record of it";
      findings.add(Key.LOST, gate.gate() + " " + what + " " + id, text);
    }
  }

  private static void texts(com.fasterxml.jackson.databind.JsonNode node, Set<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(child -> texts(child, texts));
  }

  /** What a guard was told OK for. An order that is repeated may have one record or several. */
  private void orders(JournalSnapshot gate) {
    Map<String, Set<String>> expected = new LinkedHashMap<>();
    for (LedgerEvent event : told(gate, "guard")) {
      if (event.fields().path("ok").asBoolean()) {
        String account = event.text("account");
        String order = order(event.text("command"));
        expected.computeIfAbsent(order, key -> new HashSet<>()).add(account);
      }
    }
    Map<String, Set<String>> recorded = recordedOrders(gate);
    expected.forEach(
        (order, accounts) -> {
          Set<String> by = recorded.getOrDefault(order, Set.of());
          for (String account : accounts) {
            missing(gate, "the order '" + order + "' of", account, by);
          }
        });
  }

  /** Such as {@code gate:lane open L3}: an order without its reason. */
  private static String order(String command) {
    int reason = command.indexOf(" --reason");
    String order = reason < 0 ? command : command.substring(0, reason);
    if (order.startsWith("gate:crossing record")) {
      return "gate:crossing record " + Plates.key(quoted(order));
    }
    if (order.startsWith("gate:crossing resolve")) {
      String decision = order.substring(order.lastIndexOf(' ') + 1);
      return "gate:crossing resolve "
          + decision.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    }
    return order;
  }

  private static String quoted(String text) {
    int from = text.indexOf('"');
    int to = text.indexOf('"', from + 1);
    return from < 0 || to < 0 ? "" : text.substring(from + 1, to);
  }

  private static Map<String, Set<String>> recordedOrders(JournalSnapshot gate) {
    Map<String, Set<String>> recorded = new HashMap<>();
    for (JournalRecord record : gate.records()) {
      String order =
          switch (record.type()) {
            case "GateStopped" -> "gate:stop " + record.text("lane");
            case "GateStopLiftAsked", "GateStopLifted" -> "gate:resume " + record.text("lane");
            case "LaneOpenedByPerson" -> "gate:lane open " + record.stream().substring(5);
            case "PassedByHandProposed", "PassedByHand" ->
                "gate:crossing record " + Plates.key(record.personal().path("plate").asText());
            case "BarrierDecidedByPerson" -> "gate:crossing resolve " + record.text("what");
            default -> "";
          };
      if (!order.isEmpty()) {
        Set<String> by = recorded.computeIfAbsent(order, key -> new HashSet<>());
        by.add(record.text("by"));
        by.add(record.text("first"));
        by.add(record.text("second"));
      }
    }
    return recorded;
  }

  /** What the partner receipted, it must have. */
  private void fromThePartner(JournalSnapshot sender, JournalSnapshot receiver) {
    Collection<String> received = receiver.values("PartnerMessageReceived", "messageId");
    evidence
        .receipted()
        .get(sender.gate())
        .forEach((id, type) -> missing(receiver, type + " message", id, received));
  }

  /** The records of a stream are numbered without gaps. */
  private void streams(JournalSnapshot gate) {
    Map<String, Long> last = new HashMap<>();
    for (JournalRecord record : gate.records()) {
      long before = last.getOrDefault(record.stream(), 0L);
      if (record.seq() != before + 1) {
        String place = gate.gate() + " " + record.stream() + " " + record.seq();
        findings.add(Key.LOST, place, place + " follows " + before + ": records are missing");
      }
      last.put(record.stream(), record.seq());
    }
  }
}
