package org.amitygate.check.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A message that the other side said, signature and form already looked at.
 *
 * @param crossingId empty: about the route
 * @param epoch attempt; 0 for the route
 * @param validUntil empty: a fact
 * @param bytes as they came
 */
public record Incoming(
    String id,
    String crossingId,
    int epoch,
    long seq,
    long ack,
    String type,
    String validUntil,
    ObjectNode body,
    byte[] bytes) {

  private static final Set<String> MEMBERS =
      Set.of(
          "v",
          "id",
          "from",
          "to",
          "route",
          "crossingId",
          "epoch",
          "seq",
          "ack",
          "type",
          "sentAt",
          "validUntil",
          "profile",
          "body");

  /** Body members that must be there (messages.md, the table of types). */
  private static final Map<String, Set<String>> BODIES =
      Map.ofEntries(
          Map.entry("OFFER", Set.of("lane", "name", "data")),
          Map.entry("ACCEPT", Set.of("notAfter")),
          Map.entry("REFUSE", Set.of("code")),
          Map.entry("COMMIT_DENIED", Set.of("code")),
          Map.entry("WITHDRAW", Set.of("reason")),
          Map.entry("ABORT", Set.of("reason")),
          Map.entry("STATUS", Set.of("state", "committedEpoch", "sent", "received")),
          Map.entry("JOINT_RESULT", Set.of("result")),
          Map.entry("GATE_STATE", Set.of("lane", "state")),
          Map.entry("ADVISE", Set.of("lane", "name", "data")),
          Map.entry("QUOTA", Set.of("lane", "count", "until")),
          Map.entry("SEAL_CHANGED", Set.of("oldSeal", "newSeal")),
          Map.entry("LANE_DIRECTION", Set.of("lane", "laneEpoch", "answer", "towards")),
          Map.entry("INCIDENT", Set.of("kind")),
          Map.entry("INCIDENT_ACK", Set.of("incident")),
          Map.entry("EVIDENCE_HEAD", Set.of("number", "previous", "count", "root")),
          Map.entry("RECONCILE", Set.of("run", "from", "until", "states")),
          Map.entry("RECONCILE_DETAIL", Set.of("run", "from", "until")),
          Map.entry("RECONCILED", Set.of("run", "from", "until", "differences")));

  /** "GATE: ids, plate, container, seal, weight, times": nothing else is ever disclosed. */
  private static final Set<String> GATE_DATA =
      Set.of(
          "plate",
          "trailerPlate",
          "container",
          "seal",
          "grossKg",
          "declaration",
          "arrivedAt",
          "weighedAt",
          "releasedAt",
          "returnOf");

  private static final Set<String> WITH_LIMIT = Set.of("OFFER", "COMMIT");
  private static final Duration MOST_CLOCK_SKEW = Duration.ofSeconds(30);

  /** {@code COMMIT(2)}: what people say of it. */
  @Override
  public String toString() {
    return type + "(" + epoch + ")";
  }

  /**
   * Reads one and compares it with what the documents say of its form.
   *
   * @throws Jws.Wrong it is not as they say
   */
  static Incoming read(ObjectNode tree, byte[] bytes, Parties parties) throws Jws.Wrong {
    Jws.only(tree, MEMBERS, "the payload");
    same("v", "1", tree);
    same("from", parties.them(), tree);
    same("to", parties.us(), tree);
    same("route", parties.route(), tree);
    same("profile", parties.profile(), tree);
    String id = tree.path("id").asText();
    check(id.equals(lowerUuid(id)), "'id' is no UUID in lower case: " + id);
    check(UUID.fromString(id).version() == 7, "'id' is no UUIDv7: " + id);
    String crossing = tree.path("crossingId").isNull() ? "" : tree.path("crossingId").asText();
    check(crossing.isEmpty() || crossing.equals(lowerUuid(crossing)), "'crossingId' is no UUID");
    check(tree.path("epoch").isInt() && tree.path("epoch").asInt() >= 0, "'epoch' is no number");
    check(tree.path("seq").isIntegralNumber() && tree.path("seq").asLong() > 0, "'seq' is below 1");
    check(tree.path("ack").isIntegralNumber() && tree.path("ack").asLong() >= 0, "'ack' is wrong");
    Instant sent = instant(tree.path("sentAt").path("time"), "'sentAt.time'");
    Duration off = Duration.between(sent, Instant.now()).abs();
    check(
        tree.path("sentAt").path("uncertaintyMs").isIntegralNumber(),
        "'sentAt.uncertaintyMs' is no whole number");
    check(
        off.compareTo(MOST_CLOCK_SKEW.plus(parties.longestDelay())) < 0,
        "'sentAt' is " + off.toSeconds() + " s away from this side's clock");
    String type = tree.path("type").asText();
    JsonNode until = tree.path("validUntil");
    if (WITH_LIMIT.contains(type)) {
      check(!until.isNull(), type + " has no 'validUntil'");
    }
    if (!until.isNull()) {
      instant(until, "'validUntil'");
    }
    check(tree.path("body") instanceof ObjectNode, "'body' is no object");
    ObjectNode body = (ObjectNode) tree.path("body");
    for (String member : BODIES.getOrDefault(type, Set.of())) {
      check(body.hasNonNull(member), "the body of " + type + " lacks '" + member + "'");
    }
    if (type.equals("OFFER") || type.equals("ADVISE")) {
      body.path("data")
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!GATE_DATA.contains(name)) {
                  parties.tell(
                      type + " discloses '" + name + "', which is not in the data set GATE");
                }
              });
    }
    boolean aboutRoute = crossing.isEmpty();
    check(!aboutRoute || tree.path("epoch").asInt() == 0, "a message about the route has epoch 0");
    return new Incoming(
        id,
        crossing,
        tree.path("epoch").asInt(),
        tree.path("seq").asLong(),
        tree.path("ack").asLong(),
        type,
        until.isNull() ? "" : until.asText(),
        body,
        bytes);
  }

  private static void same(String member, String expected, ObjectNode tree) throws Jws.Wrong {
    String found = tree.path(member).asText();
    check(expected.equals(found), "'" + member + "' is " + found + ", not " + expected);
  }

  private static String lowerUuid(String text) {
    try {
      return UUID.fromString(text).toString();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Instant instant(JsonNode value, String what) throws Jws.Wrong {
    try {
      if (value.asText().endsWith("Z")) {
        return Instant.parse(value.asText());
      }
    } catch (DateTimeException e) {
      throw new Jws.Wrong(what + " is no UTC time: " + value);
    }
    throw new Jws.Wrong(what + " is no UTC time: " + value);
  }

  private static void check(boolean good, String otherwise) throws Jws.Wrong {
    if (!good) {
      throw new Jws.Wrong(otherwise);
    }
  }
}
