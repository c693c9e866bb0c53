package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.amitygate.partner.envelope.RouteBodies;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.Input;
import org.amitygate.partner.handover.MessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a message means, when its turn has come: to a crossing, to a lane, to our own stream of
 * messages.
 */
final class Incoming {

  private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

  /** When a partner was asked for its clock last. */
  private static final String ASKED = "partner-clock-asked";

  private final ConfigSource config;
  private final Supplier<CrossingDesk> desk;
  private final Handovers handovers;
  private final Outbox outbox;
  private final LinkHealth health;
  private final Offers offers;
  private final Advices advices;
  private final Incidents incidents;
  private final Directions directions;
  private final Reconciliation reconciliation;
  private final EvidenceHeads heads;
  private final Backlog backlog;

  Incoming(
      ConfigSource config,
      Supplier<CrossingDesk> desk,
      Handovers handovers,
      Outbox outbox,
      LinkHealth health,
      Offers offers,
      Advices advices,
      Incidents incidents,
      Directions directions,
      Reconciliation reconciliation,
      EvidenceHeads heads,
      Backlog backlog) {
    this.backlog = backlog;
    this.config = config;
    this.desk = desk;
    this.handovers = handovers;
    this.outbox = outbox;
    this.health = health;
    this.offers = offers;
    this.advices = advices;
    this.incidents = incidents;
    this.directions = directions;
    this.reconciliation = reconciliation;
    this.heads = heads;
  }

  Verdict apply(Transaction tx, Message message) {
    Envelope envelope = message.envelope();
    String from = message.partner().id();
    if (envelope.validUntil().filter(until -> health.over(from, until)).isPresent()) {
      if (health.asks(from, lastAsked(tx, from))) {
        askForClock(tx, message.partner());
      }
      return Verdict.EXPIRED;
    }
    boolean answers = !backlog.isFull(message.partner());
    if (!answers && Reconciliation.asks(envelope.type())) {
      return Verdict.RECORDED;
    }
    if (Reconciliation.knows(envelope.type())) {
      return reconciliation.heard(tx, message) ? Verdict.APPLIED : Verdict.RECORDED;
    }
    if (envelope.type().equals(RouteBodies.EVIDENCE_HEAD)) {
      return heads.heard(tx, message);
    }
    Optional<MessageType> known = MessageType.of(envelope.type());
    if (known.isEmpty()) {
      LOG.info(
          "partner '{}' sent a {}: not known here, recorded",
          message.partner().id(),
          envelope.type());
      return Verdict.RECORDED;
    }
    MessageType type = known.get();
    if (type == MessageType.STATUS || type == MessageType.STATUS_REQ) {
      resend(tx, message);
    }
    if (!answers && type == MessageType.STATUS_REQ) {
      return Verdict.RECORDED; // it is asked again
    }
    if (type == MessageType.INCIDENT) {
      incidents.heard(tx, message);
    } else if (type == MessageType.INCIDENT_ACK && !incidents.acknowledged(tx, message)) {
      return Verdict.RECORDED;
    }
    if (envelope.crossingId().isEmpty()) {
      return aboutRoute(tx, message, type);
    }
    UUID id = envelope.crossingId().get();
    Optional<Crossing> crossing = desk.get().find(tx, id);
    if (crossing.isPresent()) {
      return aboutCrossing(tx, message, type, crossing.get(), false);
    }
    return switch (type) {
      case OFFER ->
          offers
              .begin(tx, message, id)
              .map(begun -> aboutCrossing(tx, message, type, begun, true))
              .orElse(Verdict.APPLIED);
      case ADVISE -> advices.heard(tx, message, id) ? Verdict.APPLIED : Verdict.RECORDED;
      default -> unknown(tx, message, type, id);
    };
  }

  private static Optional<Instant> lastAsked(Transaction tx, String partner) {
    return tx.item(ASKED, partner).map(item -> Instant.parse(item.path("at").asText()));
  }

  /** Any message will do: its receipt shows the clock. */
  private void askForClock(Transaction tx, Partner partner) {
    tx.put(ASKED, partner.id(), Json.object().put("at", tx.now().toString()));
    outbox.send(
        tx, partner, Optional.empty(), MessageType.STATUS_REQ, 0, Map.of(), Optional.empty());
  }

  private Verdict aboutCrossing(
      Transaction tx, Message message, MessageType type, Crossing crossing, boolean justBegun) {
    Streams.Position position = Streams.position(tx, message.partner(), message.stream());
    Streams.Position withThis = new Streams.Position(position.sent(), message.envelope().seq());
    String misfit =
        type == MessageType.OFFER && !justBegun ? offers.misfit(tx, message, crossing) : "";
    Input input = Inputs.of(type, message.envelope(), crossing, withThis, misfit);
    boolean applied = handovers.run(tx, message.partner(), crossing, input, justBegun);
    desk.get().put(tx, crossing);
    return applied ? Verdict.APPLIED : Verdict.RECORDED;
  }

  private Verdict unknown(Transaction tx, Message message, MessageType type, UUID id) {
    if (type == MessageType.STATUS_REQ) {
      outbox.send(
          tx,
          message.partner(),
          Optional.of(id),
          MessageType.STATUS,
          message.envelope().epoch(),
          state(tx, message),
          Optional.empty());
      return Verdict.APPLIED;
    }
    if (type == MessageType.INCIDENT) {
      incident(tx, message);
      return Verdict.APPLIED;
    }
    return type == MessageType.INCIDENT_ACK ? Verdict.APPLIED : Verdict.RECORDED;
  }

  private static Map<String, Object> state(Transaction tx, Message message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("state", "UNKNOWN");
    body.put("committedEpoch", 0);
    body.put("sent", Streams.position(tx, message.partner(), message.stream()).sent() + 1);
    body.put("received", message.envelope().seq());
    return body;
  }

  private static void incident(Transaction tx, Message message) {
    ObjectNode body = Bodies.known(MessageType.INCIDENT, message.envelope().body());
    String stream = "partner:" + message.partner().id();
    ObjectNode record =
        Json.object()
            .put("kind", body.path("kind").asText())
            .put("lane", body.path("lane").asText(""));
    record.put("messageId", message.envelope().id().toString());
    tx.append(stream, "PartnerIncident", 1, record, Optional.of(Json.object().set("body", body)));
    String text = "partner '" + message.partner().id() + "' tells of " + body.path("kind").asText();
    Alarms.raise(tx, stream, "PARTNER_INCIDENT", message.partner().id(), text);
  }

  private Verdict aboutRoute(Transaction tx, Message message, MessageType type) {
    switch (type) {
      case GATE_STATE -> {
        return laneState(tx, message) ? Verdict.APPLIED : Verdict.RECORDED;
      }
      case QUOTA -> {
        return quota(tx, message) ? Verdict.APPLIED : Verdict.RECORDED;
      }
      case LANE_DIRECTION -> {
        return directions.heard(tx, message) ? Verdict.APPLIED : Verdict.RECORDED;
      }
      case INCIDENT -> incident(tx, message);
      case STATUS_REQ ->
          outbox.send(
              tx,
              message.partner(),
              Optional.empty(),
              MessageType.STATUS,
              0,
              state(tx, message),
              Optional.empty());
      case STATUS, INCIDENT_ACK -> {}
      default -> {
        return Verdict.RECORDED;
      }
    }
    return Verdict.APPLIED;
  }

  /**
   * @return it is about a lane that is shared with the partner
   */
  private boolean quota(Transaction tx, Message message) {
    ObjectNode body = message.envelope().body();
    String lane = body.path("lane").asText();
    if (!message.partner().shares(config, lane)) {
      LOG.warn(
          "partner '{}' limits lane '{}', which is not shared with it",
          message.partner().id(),
          lane);
      return false;
    }
    String id = message.envelope().id().toString();
    Quotas.said(tx, message.partner(), body, id);
    ObjectNode record = Json.object().put("lane", lane);
    record.put("count", body.path("count").asLong()).put("until", body.path("until").asText());
    tx.append("partner:" + message.partner().id(), "PartnerQuota", record.put("messageId", id));
    return true;
  }

  /**
   * @return what it says was kept
   */
  private boolean laneState(Transaction tx, Message message) {
    ObjectNode body = message.envelope().body();
    String lane = body.path("lane").asText();
    if (!Lanes.said(tx, config, message.partner(), body)) {
      LOG.warn(
          "partner '{}' tells of lane '{}', which is not shared with it, after {} others: not kept",
          message.partner().id(),
          lane,
          Lanes.UNKNOWN_AT_MOST);
      return false;
    }
    ObjectNode record = Json.object().put("lane", lane).put("state", body.path("state").asText());
    tx.append(
        "partner:" + message.partner().id(),
        "PartnerLaneState",
        2,
        record,
        Optional.of(body.path("reason").asText(""))
            .filter(reason -> !reason.isEmpty())
            .map(reason -> Json.object().put("reason", reason)));
    if (body.path("state").asText().equals("CLOSED") && message.partner().shares(config, lane)) {
      reconciliation.closed(tx, message.partner());
    }
    desk.get()
        .inZone(tx, lane)
        .filter(crossing -> crossing.partner().equals(message.partner().id()))
        .ifPresent(
            crossing -> {
              Input changed = Input.own(Fact.LANE_CHANGED, Map.of());
              if (handovers.run(tx, message.partner(), crossing, changed, false)) {
                desk.get().put(tx, crossing);
              }
            });
    return true;
  }

  /**
   * What the partner says is missing, or plainly has not got, is queued again: "resync by missing
   * seq".
   */
  private void resend(Transaction tx, Message message) {
    ObjectNode body = message.envelope().body();
    long from = body.path("resendFrom").asLong(0);
    long sent = Streams.position(tx, message.partner(), message.stream()).sent();
    long to = Math.min(sent, body.path("resendTo").asLong(0));
    if (body.path("received").isIntegralNumber()) {
      from = body.path("received").asLong() + 1;
      to = sent;
    }
    if (from >= 1 && to >= from && !backlog.isOver(message.partner())) {
      outbox.again(tx, message.partner(), message.stream(), from, Math.min(to, from + 255));
    }
  }
}
