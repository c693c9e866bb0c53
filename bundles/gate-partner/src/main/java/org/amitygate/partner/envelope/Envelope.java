package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.amitygate.partner.PartnerProblem;

/**
 * The one form of a message on every transport (partner protocol, "Envelope").
 *
 * @param from gate id of the sender
 * @param to gate id of the receiver
 * @param crossingId empty: the message is about the route
 * @param epoch of the crossing's handover; 0 for a message about the route
 * @param seq per sender and stream, from 1
 * @param ack the last seq of the other side's messages on this stream that the sender applied; 0
 *     none
 * @param type as text: one that is not known is recorded and changes nothing
 * @param sentAt sender's clock, UTC; nobody orders by it
 * @param uncertaintyMs how far the sender's clock may be off, in milliseconds
 * @param validUntil after this it is recorded and not acted on; empty: a fact, for ever
 * @param profile name and version of the profile
 */
public record Envelope(
    UUID id,
    String from,
    String to,
    String route,
    Optional<UUID> crossingId,
    int epoch,
    long seq,
    long ack,
    String type,
    Instant sentAt,
    long uncertaintyMs,
    Optional<Instant> validUntil,
    String profile,
    ObjectNode body) {

  public static final int VERSION = 1;

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
  private static final Set<String> SENT_AT = Set.of("time", "uncertaintyMs");
  static final long SAFE_INTEGER = (1L << 53) - 1;
  static final int MAX_EPOCH = Integer.MAX_VALUE - 1;
  static final int MAX_TEXT = 128;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z");
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z_]{0,39}");

  /**
   * {@code crossing:ID} or {@code route:ID}: what {@code seq} counts in, and what keeps its order.
   */
  public String stream() {
    return crossingId.map(crossing -> "crossing:" + crossing).orElse("route:" + route);
  }

  /** The payload's bytes. */
  public byte[] bytes() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("v", VERSION)
        .put("id", id.toString())
        .put("from", from)
        .put("to", to)
        .put("route", route);
    tree.put("crossingId", crossingId.map(UUID::toString).orElse(null));
    tree.put("epoch", epoch).put("seq", seq).put("ack", ack).put("type", type);
    tree.putObject("sentAt").put("time", sentAt.toString()).put("uncertaintyMs", uncertaintyMs);
    tree.put("validUntil", validUntil.map(Instant::toString).orElse(null)).put("profile", profile);
    tree.set("body", body);
    return StrictJson.write(tree);
  }

  /**
   * @throws PartnerProblem 400 it is not such an envelope: every member must be there, and no other
   */
  public static Envelope read(byte[] payload) throws PartnerProblem {
    ObjectNode tree = StrictJson.read(payload);
    only(tree, MEMBERS, "the envelope");
    if (whole(tree, "v", 1, SAFE_INTEGER) != VERSION) {
      throw new PartnerProblem(400, "'v' is not " + VERSION);
    }
    if (!(tree.get("sentAt") instanceof ObjectNode sentAt)) {
      throw new PartnerProblem(400, "'sentAt' is not an object");
    }
    only(sentAt, SENT_AT, "'sentAt'");
    if (!(tree.get("body") instanceof ObjectNode body)) {
      throw new PartnerProblem(400, "'body' is not an object");
    }
    String type = text(tree, "type");
    if (!TYPE.matcher(type).matches()) {
      throw new PartnerProblem(400, "'type' is not like COMMIT_OK");
    }
    Envelope envelope =
        new Envelope(
            messageId(tree, "id"),
            text(tree, "from"),
            text(tree, "to"),
            text(tree, "route"),
            nullable(tree, "crossingId")
                ? Optional.empty()
                : Optional.of(uuid(text(tree, "crossingId"), "crossingId")),
            (int) whole(tree, "epoch", 0, MAX_EPOCH),
            whole(tree, "seq", 1, SAFE_INTEGER),
            whole(tree, "ack", 0, SAFE_INTEGER),
            type,
            instant(sentAt, "time"),
            whole(sentAt, "uncertaintyMs", 0, SAFE_INTEGER),
            nullable(tree, "validUntil")
                ? Optional.empty()
                : Optional.of(instant(tree, "validUntil")),
            text(tree, "profile"),
            body);
    Bodies.check(envelope);
    return envelope;
  }

  static void only(ObjectNode object, Set<String> members, String what) throws PartnerProblem {
    var names = object.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!members.contains(name)) {
        throw new PartnerProblem(400, what + " has a member that the protocol does not know");
      }
    }
    for (String member : members) {
      if (!object.has(member)) {
        throw new PartnerProblem(400, what + " lacks '" + member + "'");
      }
    }
  }

  private static boolean nullable(ObjectNode tree, String member) {
    return tree.get(member).isNull();
  }

  static String text(ObjectNode tree, String member) throws PartnerProblem {
    JsonNode value = tree.get(member);
    if (value == null
        || !value.isTextual()
        || value.textValue().trim().isEmpty()
        || Bodies.length(value.textValue()) > MAX_TEXT
        || value.textValue().indexOf('\0') >= 0) {
      throw new PartnerProblem(
          400, "'" + member + "' is not a text of 1 to " + MAX_TEXT + " characters without U+0000");
    }
    return value.textValue();
  }

  static long whole(ObjectNode tree, String member, long least, long most) throws PartnerProblem {
    JsonNode value = tree.path(member);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw new PartnerProblem(
          400, "'" + member + "' is not a whole number from " + least + " to " + most);
    }
    return value.longValue();
  }

  static Instant instant(ObjectNode tree, String member) throws PartnerProblem {
    String text = text(tree, member);
    try {
      if (TIME.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw new PartnerProblem(400, "'" + member + "' is not a UTC time like 2026-11-23T05:00:00Z");
  }

  /** "UUIDv7": the sender's clock when it was made is in it. */
  static UUID messageId(ObjectNode tree, String member) throws PartnerProblem {
    UUID id = uuid(text(tree, member), member);
    if (id.version() != 7 || id.variant() != 2) {
      throw new PartnerProblem(400, "'" + member + "' is not a UUID of version 7");
    }
    return id;
  }

  private static UUID uuid(String text, String member) throws PartnerProblem {
    if (!UUID_FORM.matcher(text).matches()) {
      throw new PartnerProblem(400, "'" + member + "' is not a UUID in lower case");
    }
    return UUID.fromString(text);
  }
}
