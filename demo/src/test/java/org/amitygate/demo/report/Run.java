package org.amitygate.demo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A run written by hand: what the world saw and what both gates wrote. Everything in it is good;
 * tests take something away or put something in.
 */
final class Run {
  static final String EXPORT = "huu-nghi";
  static final String IMPORT = "youyi-guan";
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<LedgerEvent> ledger = new ArrayList<>();
  private final Map<String, List<JournalRecord>> records = new HashMap<>();
  final Map<String, List<CrossingRow>> rows = new HashMap<>();
  final Map<String, Map<String, String>> receipted = new HashMap<>();
  private final Map<String, Long> seqs = new HashMap<>();
  long now = 1_000_000;
  private long token;

  Run() {
    for (String gate : List.of(EXPORT, IMPORT)) {
      records.put(gate, new ArrayList<>());
      rows.put(gate, new ArrayList<>());
      receipted.put(gate, new HashMap<>());
    }
  }

  // Building blocks

  static ObjectNode object(Object... pairs) {
    ObjectNode node = JSON.createObjectNode();
    for (int i = 0; i < pairs.length; i += 2) {
      node.set((String) pairs[i], JSON.valueToTree(pairs[i + 1]));
    }
    return node;
  }

  void world(String event, Object... fields) {
    now += 10_000;
    ObjectNode node = object(fields).put("t", now).put("event", event);
    try {
      ledger.add(Ledger.parse(JSON.writeValueAsString(node)).events().get(0));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void record(String gate, String stream, String type, Object... fields) {
    record(gate, stream, type, object(), fields);
  }

  private void record(
      String gate, String stream, String type, ObjectNode personal, Object... fields) {
    now += 10_000;
    long seq = seqs.merge(gate + stream, 1L, Long::sum);
    records.get(gate).add(new JournalRecord(stream, seq, now, type, object(fields), personal));
  }

  void row(String gate, String id, String role, String state, String reason, JsonNode body) {
    rows.get(gate).removeIf(row -> row.id().equals(id));
    String lane = body.path("lane").asText("L1");
    String plate = body.path("facts").path("plate").asText();
    String declaration = body.path("facts").path("declaration").asText();
    rows.get(gate)
        .add(
            new CrossingRow(
                id,
                "HN-" + id.substring(0, 4),
                role,
                lane,
                state,
                "stage",
                reason,
                Plates.key(plate),
                declaration,
                body));
  }

  static JsonNode body(String plate, String declaration, String handover, int committed) {
    return object(
        "facts",
        Map.of("plate", plate, "declaration", declaration),
        "handover",
        Map.of("state", handover, "epoch", Math.max(1, committed), "committedEpoch", committed));
  }

  static String id(String truck) {
    return UUID.nameUUIDFromBytes(truck.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }

  // Trucks

  Run plan(String truck, String plate, String kind, String end, String reason) {
    now += 1_000_000; // trucks follow each other seconds apart
    world(
        "plan", "truck", truck, "plate", plate, "lane", "L1", "kind", kind, "end", end, "reason",
        reason);
    return this;
  }

  private void declare(String truck) {
    for (String gate : List.of(EXPORT, IMPORT)) {
      String reference = (gate.equals(EXPORT) ? "DEC-" : "NK-") + truck;
      record(gate, "declaration:" + reference, "DeclarationAnnounced", "reference", reference);
      world("acknowledged", "gate", gate, "truck", truck, "reference", reference, "status", 201);
    }
  }

  private void arrive(String truck, String plate) {
    world("arrived", "gate", EXPORT, "lane", "L1", "truck", truck, "plate", plate);
    String stream = "crossing:" + id(truck);
    record(EXPORT, stream, "CrossingBegun", "lane", "L1");
    record(EXPORT, stream, "VehicleArrived", "lane", "L1");
    record(EXPORT, stream, "PlateRead", "eventId", "read-" + truck);
    world(
        "readAcknowledged",
        "gate",
        EXPORT,
        "camera",
        "L1.plate-camera.entry",
        "eventId",
        "read-" + truck,
        "plate",
        plate);
    record(EXPORT, stream, "AuthorityAnswered", "id", "answer-" + truck);
    world(
        "customsAnswered",
        "gate",
        EXPORT,
        "asked",
        "DEC-" + truck,
        "reference",
        "DEC-" + truck,
        "code",
        "08",
        "id",
        "answer-" + truck,
        "acknowledged",
        true);
  }

  void message(String from, String truck, String type, int epoch) {
    String to = from.equals(EXPORT) ? IMPORT : EXPORT;
    String stream = "crossing:" + id(truck);
    String messageId = type + "-" + truck + "-" + epoch;
    record(
        from,
        stream,
        "PartnerMessageSent",
        "messageId",
        messageId,
        "messageType",
        type,
        "epoch",
        epoch);
    record(
        to,
        stream,
        "PartnerMessageReceived",
        "messageId",
        messageId,
        "messageType",
        type,
        "epoch",
        epoch);
    record(to, stream, "PartnerReceiptSent", "messageId", messageId, "verdict", "APPLIED");
  }

  long opens(String gate, String truck, int epoch) {
    token++;
    intends(gate, truck, epoch, token);
    leavesClosed(gate, truck, token);
    return token;
  }

  void intends(String gate, String truck, int epoch, long number) {
    record(
        gate,
        "crossing:" + id(truck),
        "OpeningIntended",
        "lane",
        "L1",
        "token",
        number,
        "epoch",
        epoch);
  }

  void leavesClosed(String gate, String truck, long number) {
    world("tokenAccepted", "gate", gate, "lane", "L1", "token", number, "truck", truck);
    world(
        "boomLeftClosed",
        "gate",
        gate,
        "lane",
        "L1",
        "cause",
        "command",
        "token",
        number,
        "truck",
        truck);
  }

  void ends(String gate, String truck, long number, String how) {
    record(
        gate, "crossing:" + id(truck), "OpeningEnded", "lane", "L1", "token", number, "text", how);
  }

  /** A truck that goes through as planned. */
  Run through(String truck, String plate) {
    plan(truck, plate, "ordinary", "done", null);
    declare(truck);
    arrive(truck, plate);
    message(EXPORT, truck, "OFFER", 1);
    message(IMPORT, truck, "COMMIT_OK", 1);
    long first = opens(EXPORT, truck, 1);
    world(
        "passed", "gate", EXPORT, "lane", "L1", "truck", truck, "cause", "command", "token", first);
    ends(EXPORT, truck, first, "Departed[]");
    world("arrivedImport", "gate", IMPORT, "lane", "L1", "truck", truck, "plate", plate);
    long second = opens(IMPORT, truck, 1);
    world(
        "passedImport",
        "gate",
        IMPORT,
        "lane",
        "L1",
        "truck",
        truck,
        "cause",
        "command",
        "token",
        second);
    ends(IMPORT, truck, second, "Departed[]");
    record(IMPORT, "crossing:" + id(truck), "CrossingEnded", "state", "DONE");
    record(EXPORT, "crossing:" + id(truck), "CrossingEnded", "state", "DONE");
    world("ended", "gate", IMPORT, "lane", "L1", "truck", truck, "how", "through");
    row(EXPORT, id(truck), "EXIT", "DONE", "", body(plate, "DEC-" + truck, "CLEARED", 1));
    row(IMPORT, id(truck), "ENTRY", "DONE", "", body(plate, "NK-" + truck, "CLEARED", 1));
    return this;
  }

  /** A truck that is held as planned. */
  Run held(String truck, String plate, String kind, String reason) {
    plan(truck, plate, kind, "held", reason);
    declare(truck);
    arrive(truck, plate);
    record(EXPORT, "crossing:" + id(truck), "Held", "reason", reason);
    world("ended", "gate", EXPORT, "lane", "L1", "truck", truck, "how", "parked");
    row(EXPORT, id(truck), "EXIT", "HOLD_X", reason, body(plate, "DEC-" + truck, "LOCAL", 0));
    return this;
  }

  /** A truck that the import gate refuses as planned. */
  Run refused(String truck, String plate) {
    plan(truck, plate, "partner-refuses", "refused", "PARTNER_REFUSED");
    declare(truck);
    arrive(truck, plate);
    message(EXPORT, truck, "OFFER", 1);
    message(IMPORT, truck, "REFUSE", 1);
    record(IMPORT, "crossing:" + id(truck), "CrossingEnded", "state", "REFUSED");
    record(EXPORT, "crossing:" + id(truck), "CrossingEnded", "state", "REFUSED");
    world("ended", "gate", EXPORT, "lane", "L1", "truck", truck, "how", "parked");
    row(
        EXPORT,
        id(truck),
        "EXIT",
        "REFUSED",
        "PARTNER_REFUSED",
        body(plate, "DEC-" + truck, "REFUSED", 0));
    row(IMPORT, id(truck), "ENTRY", "REFUSED", "NOT_ANNOUNCED", body(plate, "", "REFUSED", 0));
    return this;
  }

  /** A small vehicle that followed a truck, noticed and recorded by two people. */
  Run tailgater(String leader, String plate, long behind) {
    String follower = leader + "-F";
    world(
        "tailgated",
        "gate",
        EXPORT,
        "lane",
        "L1",
        "truck",
        follower,
        "plate",
        plate,
        "cause",
        "command",
        "token",
        behind);
    record(EXPORT, "lane:L1", "LaneAlarm", "kind", "TAILGATE");
    record(
        EXPORT,
        "crossing:" + id(follower),
        "PassedByHand",
        object("plate", plate),
        "first",
        "hoa",
        "second",
        "minh");
    ObjectNode body = object("facts", Map.of("plate", plate), "manual", true);
    row(EXPORT, id(follower), "EXIT", "DONE", "MANUAL", body);
    return this;
  }

  /** A person opens and closes a boom, and the gate notices. */
  Run byHand(String gate) {
    world("handMoved", "gate", gate, "lane", "L1", "to", "open and closed");
    world("boomLeftClosed", "gate", gate, "lane", "L1", "cause", "hand", "token", null);
    record(gate, "lane:L1", "LaneAlarm", "kind", "UNCOMMANDED_OPENING");
    return this;
  }

  void guard(String account, String command) {
    world("guard", "gate", EXPORT, "account", account, "command", command, "ok", true);
  }

  /** Takes away what the world saw. */
  Run unseen(Predicate<LedgerEvent> which) {
    ledger.removeIf(which);
    return this;
  }

  /** Takes records away, as if they had never been written. */
  Run unwritten(Predicate<JournalRecord> which) {
    records.values().forEach(all -> all.removeIf(which));
    return this;
  }

  Report report() {
    return report(facts(false));
  }

  Report report(RunFacts facts) {
    return Report.of(
        new Evidence(new Ledger(ledger), receipted, gate(EXPORT), gate(IMPORT)), facts);
  }

  static RunFacts facts(boolean kill, String... stages) {
    Map<String, Integer> atStage = new HashMap<>();
    for (String stage : stages) {
      atStage.merge(stage, 1, Integer::sum);
    }
    return new RunFacts(
        7,
        1,
        kill,
        61.5,
        stages.length,
        atStage,
        Map.of(EXPORT, new RunFacts.GateFacts(7.5, 280), IMPORT, new RunFacts.GateFacts(8, 290)),
        Optional.empty(),
        List.of());
  }

  private JournalSnapshot gate(String gate) {
    return new JournalSnapshot(gate, records.get(gate), rows.get(gate));
  }
}
