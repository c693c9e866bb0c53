package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.amitygate.core.json.Json;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.handover.MessageType;

/**
 * What the bodies must hold ("schema check before use"), and the GATE data set, which is all that
 * an OFFER discloses.
 */
public final class Bodies {

  /** Of an OFFER that brings a vehicle back: the crossing by which it came. */
  public static final String RETURN_OF = "returnOf";

  /**
   * "GATE (ids, plate, container, seal, weight, times)": nothing else of a crossing's facts is ever
   * sent or taken.
   */
  public static final Set<String> GATE_DATA =
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
          RETURN_OF);

  /** Of a LANE_DIRECTION. */
  private static final List<String> ANSWERS = List.of("PROPOSED", "AGREED", "REFUSED");

  private Bodies() {}

  static void check(Envelope envelope) throws PartnerProblem {
    Optional<MessageType> type = MessageType.of(envelope.type());
    if (type.isEmpty()) {
      RouteBodies.check(envelope);
      return;
    }
    BodyForm form = BodyForm.of(type.get());
    switch (form.about()) {
      case CROSSING -> crossing(envelope);
      case ROUTE ->
          need(
              envelope.crossingId().isEmpty(),
              envelope.type() + " is about the route: 'crossingId' must be null");
      case EITHER -> {}
    }
    for (BodyForm.Member member : form.members()) {
      if (member.needed() || envelope.body().hasNonNull(member.name())) {
        check(envelope.body(), member);
      }
    }
  }

  /**
   * The members that a body of this type may have: others can be anything, also what no record can
   * hold.
   */
  public static ObjectNode known(MessageType type, ObjectNode body) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    for (BodyForm.Member member : BodyForm.of(type).members()) {
      if (body.hasNonNull(member.name())) {
        known.set(member.name(), body.get(member.name()));
      }
    }
    return known;
  }

  private static void check(ObjectNode body, BodyForm.Member member) throws PartnerProblem {
    String name = member.name();
    JsonNode value = body.path(name);
    switch (member.kind()) {
      case TEXT -> Envelope.text(body, name);
      case WORDS -> need(value.isTextual(), "'" + name + "' is not a text");
      case TIME -> Envelope.instant(body, name);
      case COUNT -> Envelope.whole(body, name, 0, Envelope.SAFE_INTEGER);
      case INT -> Envelope.whole(body, name, 0, Envelope.MAX_EPOCH);
      case MESSAGE_ID -> Envelope.messageId(body, name);
      case ANSWER -> {
        String answer = Envelope.text(body, name);
        need(ANSWERS.contains(answer), "'" + name + "' is none of " + String.join(", ", ANSWERS));
      }
      case FLAG -> need(value.isBoolean(), "'" + name + "' is neither true nor false");
      case GATE_DATA -> {
        need(value.isObject(), "'" + name + "' is not an object");
        for (String fact : (Iterable<String>) plain()::iterator) {
          need(
              !value.hasNonNull(fact) || fact(value.get(fact)).isPresent(),
              "'"
                  + fact
                  + "' is neither a text of at most 128 characters without U+0000 nor a whole number");
        }
        sets(value);
      }
      case RESULT -> {
        need(value.isObject(), "'" + name + "' is not an object");
        for (JsonNode found : value) {
          need(
              found.isTextual() || found.isNumber() || found.isBoolean(),
              "'" + name + "' holds something that is no text, number or boolean");
        }
        canonical(value);
      }
    }
  }

  /** Members of the data that are facts in plain. */
  private static Stream<String> plain() {
    return Stream.concat(GATE_DATA.stream(), DataSet.CUSTOMS.members().stream());
  }

  private static void sets(JsonNode data) throws PartnerProblem {
    JsonNode restricted = data.path(DataSet.RESTRICTED_JWE);
    need(
        !data.hasNonNull(DataSet.RESTRICTED_JWE) || restricted.isTextual(),
        "'" + DataSet.RESTRICTED_JWE + "' is not a text");
    if (data.hasNonNull(DataSet.SETS)) {
      need(data.get(DataSet.SETS).isArray(), "'" + DataSet.SETS + "' is not a list");
      for (JsonNode set : data.get(DataSet.SETS)) {
        need(set.isTextual(), "'" + DataSet.SETS + "' holds something that is no text");
      }
    }
  }

  private static void canonical(JsonNode result) throws PartnerProblem {
    try {
      CanonicalJson.bytes(result);
    } catch (IllegalArgumentException e) {
      throw new PartnerProblem(400, "'result' has no canonical form: " + e.getMessage());
    }
  }

  /**
   * The digest that both sides compute of the result of a joint inspection of this crossing, in
   * lower-case hexadecimal.
   */
  public static String digest(UUID crossing, ObjectNode result) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode().put("crossingId", crossing.toString());
    return Signatures.sha256(CanonicalJson.bytes(whole.set("result", result)));
  }

  /** Empty: not the id of a crossing. */
  public static Optional<UUID> uuid(JsonNode value) {
    try {
      return Optional.of(UUID.fromString(value.asText()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void crossing(Envelope envelope) throws PartnerProblem {
    need(
        envelope.crossingId().isPresent(),
        envelope.type() + " is about a crossing: 'crossingId' must not be null");
    need(envelope.epoch() >= 1, envelope.type() + " belongs to an epoch from 1");
  }

  private static void need(boolean good, String otherwise) throws PartnerProblem {
    if (!good) {
      throw new PartnerProblem(400, otherwise);
    }
  }

  /** What an OFFER tells, as facts. */
  public static Map<String, Object> gateData(JsonNode data) {
    Map<String, Object> facts = new LinkedHashMap<>();
    plain()
        .sorted()
        .forEach(name -> fact(data.path(name)).ifPresent(value -> facts.put(name, value)));
    return facts;
  }

  /** Texts that a key can hold, whole numbers below 2⁵³; empty: anything else. */
  private static Optional<Object> fact(JsonNode value) {
    if (value.isTextual()
        && length(value.textValue()) <= Envelope.MAX_TEXT
        && value.textValue().indexOf('\0') < 0) {
      return Optional.of(value.textValue());
    }
    return value.isIntegralNumber()
            && value.canConvertToLong()
            && Math.abs(value.longValue()) <= Envelope.SAFE_INTEGER
        ? Optional.of(value.longValue())
        : Optional.empty();
  }

  /** Whether the other side would take this value of a fact. */
  static boolean disclosable(Object value) {
    return fact(Json.object(Map.of("value", value)).get("value")).isPresent();
  }

  /** In characters as people count them, and as schemas do. */
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
