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

  private Bodies() {}

  static void check(Envelope envelope) throws PartnerProblem {
    Optional<MessageType> type = MessageType.of(envelope.type());
    if (type.isEmpty()) {
      RouteBodies.check(envelope);
      return;
    }
    ObjectNode body = envelope.body();
    boolean aboutRoute = envelope.crossingId().isEmpty();
    switch (type.get()) {
      case GATE_STATE -> {
        need(aboutRoute, "GATE_STATE is about the route: 'crossingId' must be null");
        Envelope.text(body, "lane");
        Envelope.text(body, "state");
        for (String bound : List.of("from", "until")) {
          if (body.hasNonNull(bound)) {
            Envelope.instant(body, bound);
          }
        }
      }
      case QUOTA -> {
        need(aboutRoute, "QUOTA is about the route: 'crossingId' must be null");
        Envelope.text(body, "lane");
        count(body, "count");
        Envelope.instant(body, "until");
      }
      case LANE_DIRECTION -> {
        need(aboutRoute, "LANE_DIRECTION is about the route: 'crossingId' must be null");
        Envelope.text(body, "lane");
        count(body, "laneEpoch");
        need(
            Set.of("PROPOSED", "AGREED", "REFUSED").contains(Envelope.text(body, "answer")),
            "'answer' is none of PROPOSED, AGREED, REFUSED");
        Envelope.text(body, "towards");
      }
      case INCIDENT -> {
        Envelope.text(body, "kind");
        if (body.hasNonNull("ackBy")) {
          Envelope.instant(body, "ackBy");
        }
      }
      case INCIDENT_ACK ->
          need(uuid(body.path("incident")).isPresent(), "'incident' is not the id of a message");
      case STATUS_REQ, STATUS -> {}
      case OFFER, ADVISE -> {
        crossing(envelope);
        Envelope.text(body, "lane");
        Envelope.text(body, "name");
        need(body.get("data") instanceof ObjectNode, "'data' is not an object");
      }
      case JOINT_RESULT -> {
        crossing(envelope);
        need(body.get("result") instanceof ObjectNode, "'result' is not an object");
        canonical(body.get("result"));
      }
      case REFUSE, COMMIT_DENIED -> {
        crossing(envelope);
        Envelope.text(body, "code");
      }
      case ABORT, ADVISE_HOLD -> {
        crossing(envelope);
        Envelope.text(body, "reason");
      }
      case SEAL_CHANGED -> {
        crossing(envelope);
        Envelope.text(body, "oldSeal");
        Envelope.text(body, "newSeal");
      }
      case ADVISE_ACK,
          ACCEPT,
          COMMIT,
          COMMIT_OK,
          WITHDRAW,
          DEPARTED,
          NOT_DEPARTED,
          ANNUL_OK,
          HELD,
          SAMPLE_PENDING,
          RETURN_REQ,
          RETURN_ACCEPT,
          JOINT_OPEN,
          RECEIVED,
          MISMATCH,
          CLEARED ->
          crossing(envelope);
    }
  }

  private static void count(ObjectNode body, String member) throws PartnerProblem {
    JsonNode value = body.path(member);
    need(
        value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0,
        "'" + member + "' is not a whole number from 0");
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

  /**
   * What an OFFER tells, as facts: texts of bounded length, whole numbers below 2⁵³; anything else
   * is left out.
   */
  public static Map<String, Object> gateData(JsonNode data) {
    Map<String, Object> facts = new LinkedHashMap<>();
    Stream.concat(GATE_DATA.stream(), DataSet.CUSTOMS.members().stream())
        .sorted()
        .forEach(
            name -> {
              JsonNode value = data.path(name);
              if (value.isTextual() && value.textValue().length() <= 128) {
                facts.put(name, value.textValue());
              } else if (value.isIntegralNumber()
                  && value.canConvertToLong()
                  && Math.abs(value.longValue()) <= Envelope.SAFE_INTEGER) {
                facts.put(name, value.longValue());
              }
            });
    return facts;
  }
}
