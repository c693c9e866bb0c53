package org.amitygate.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.amitygate.check.wire.Head;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Merkle;

/** The books of a small peer: heads, and the crossings that ended without a handover. */
final class PeerBooks {
  private final PeerLegs peer;
  private final TreeSet<String> ended = new TreeSet<>();
  private Head ours = new Head(0, Head.NONE, 0, Head.NONE);
  private String theirDigest = Head.NONE;
  private long theirNumber;

  PeerBooks(PeerLegs peer) {
    this.peer = peer;
  }

  /** A crossing ended; the next head covers it. */
  void ended(String crossing) {
    ended.add(crossing);
    try {
      boolean first = ours.number() == 0 || peer.has(Fault.FORGETS_ITS_LAST_HEAD);
      String previous = first ? Head.NONE : ours.digest();
      ours = new Head(ours.number() + 1, previous, ended.size(), Merkle.root(List.of()));
      peer.say("", 0, "EVIDENCE_HEAD", ours.body(), null);
    } catch (Jws.Wrong e) {
      throw new IllegalStateException(e);
    }
  }

  /** A head of the other side. @return it follows */
  boolean head(ObjectNode body) {
    Head head = Head.of(body);
    boolean follows = head.number() == theirNumber + 1 && head.previous().equals(theirDigest);
    try {
      theirNumber = head.number();
      theirDigest = head.digest();
    } catch (Jws.Wrong e) {
      return false;
    }
    return follows || peer.has(Fault.FOLLOWS_ANY_HEAD);
  }

  private static Instant begun(String crossing) {
    return Instant.ofEpochMilli(UUID.fromString(crossing).getMostSignificantBits() >>> 16);
  }

  private List<String> within(JsonNode period) {
    Instant from = Instant.parse(period.path("from").asText());
    Instant until = Instant.parse(period.path("until").asText());
    return ended.stream()
        .filter(each -> !begun(each).isBefore(from) && begun(each).isBefore(until))
        .toList();
  }

  private static String bucket(String crossing) {
    return Jws.sha256(crossing.getBytes(StandardCharsets.US_ASCII)).substring(0, 2);
  }

  private String root(List<String> crossings) {
    List<byte[]> leaves = new ArrayList<>();
    for (String each : crossings) {
      ObjectNode leaf = Jws.object().put("committedEpoch", 0).put("crossingId", each);
      leaves.add(Jws.bytes(leaf.put("state", "REFUSED")));
    }
    return peer.has(Fault.HASHES_LEAVES_AS_A_LIST)
        ? Jws.sha256(Jws.bytes(Jws.object().put("leaves", leaves.toString())))
        : Merkle.root(leaves);
  }

  private ObjectNode states(List<String> crossings) {
    ObjectNode states = Jws.object();
    if (!crossings.isEmpty()) {
      ObjectNode total = states.putObject("REFUSED");
      total.put("count", crossings.size()).put("root", root(crossings));
    }
    return states;
  }

  private static ObjectNode leaf(String crossing, boolean known) {
    ObjectNode leaf = Jws.object().put("crossingId", crossing);
    leaf.put("state", known ? "REFUSED" : "LOCAL").put("committedEpoch", 0);
    return leaf.put("final", known).put("pending", false);
  }

  /** A lane closed. */
  void compare() {
    if (peer.has(Fault.NEVER_COMPARES)) {
      return;
    }
    ObjectNode body = Jws.object().put("run", UUID.randomUUID().toString());
    body.put("from", Instant.now().minusSeconds(3600).toString());
    body.put("until", Instant.now().plusSeconds(1).toString());
    peer.say("", 0, "RECONCILE", body.set("states", states(within(body))), null);
  }

  void heard(String type, ObjectNode body) {
    List<String> ours = within(body);
    ObjectNode answer = Jws.object();
    for (String member : List.of("run", "from", "until")) {
      answer.set(member, body.path(member));
    }
    if (type.equals("RECONCILED")) {
      body.path("differences").forEach(leaf -> ask(leaf.path("crossingId").asText()));
    } else if (type.equals("RECONCILE")
        && states(ours).equals(body.path("states"))
        && !peer.has(Fault.FINDS_EQUAL_BOOKS_DIFFERENT)) {
      answer.putArray("differences");
      peer.say("", 0, "RECONCILED", answer.put("whole", true), null);
    } else if (type.equals("RECONCILE")) {
      TreeMap<String, List<String>> buckets = new TreeMap<>();
      ours.forEach(each -> buckets.computeIfAbsent(bucket(each), b -> new ArrayList<>()).add(each));
      ObjectNode roots = answer.putObject("roots");
      buckets.forEach((bucket, some) -> roots.put(bucket, root(some)));
      peer.say("", 0, "RECONCILE_DETAIL", answer, null);
    } else if (body.has("roots")) {
      Set<String> buckets = new TreeSet<>(ours.stream().map(PeerBooks::bucket).toList());
      buckets.forEach(answer.putArray("buckets")::add);
      ArrayNode leaves = answer.putArray("leaves");
      ours.forEach(each -> leaves.add(leaf(each, true)));
      peer.say("", 0, "RECONCILE_DETAIL", answer.put("whole", true), null);
    } else {
      differences(body, ours, answer);
    }
  }

  private void differences(ObjectNode body, List<String> ours, ObjectNode answer) {
    ArrayNode found = answer.putArray("differences");
    for (JsonNode theirs : body.path("leaves")) {
      String crossing = theirs.path("crossingId").asText();
      boolean differs = theirs.path("committedEpoch").asInt() > 0;
      if (differs && !peer.has(Fault.NAMES_NO_DIFFERENCE)) {
        found.add(leaf(crossing, ours.contains(crossing)));
        ask(crossing);
      }
    }
    boolean whole = body.path("whole").asBoolean(true) || peer.has(Fault.CALLS_IT_WHOLE);
    peer.say("", 0, "RECONCILED", answer.put("whole", whole), null);
  }

  private void ask(String crossing) {
    peer.say(crossing, 1, "STATUS_REQ", Jws.object(), null);
  }
}
