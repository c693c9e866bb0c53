package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partner's offers: what begins a crossing here, and what belongs to the one that it names. */
final class Offers {

  private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

  /** Short names of crossings as people say them on the radio; made by the other side. */
  private static final Pattern NAME = Pattern.compile("[\\p{Alnum}./_-]{1,40}");

  private static final String LANE_UNKNOWN = "LANE_UNKNOWN";
  private static final String RETURN_NOT_ACCEPTED = "RETURN_NOT_ACCEPTED";

  /** So long after its start a gate may still be installing its flows. */
  private static final Duration STARTING = Duration.ofMinutes(2);

  private final ConfigSource config;
  private final Supplier<CrossingDesk> desk;
  private final Outbox outbox;
  private final Advices advices;
  private final LinkHealth health;
  private final GateClock clock;
  private final Instant startedAt;

  Offers(
      ConfigSource config,
      Supplier<CrossingDesk> desk,
      Outbox outbox,
      Advices advices,
      LinkHealth health,
      GateClock clock) {
    this.health = health;
    this.clock = clock;
    this.startedAt = clock.now();
    this.config = config;
    this.desk = desk;
    this.outbox = outbox;
    this.advices = advices;
  }

  static boolean isReadable(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * What keeps an OFFER from beginning a crossing and passes by itself: a refusal would be the end
   * of that vehicle's offer. It is to be said again until its time is over; one that names no time
   * is answered at once.
   *
   * @return a sentence for the partner; empty: its turn has come
   */
  Optional<String> waitsFor(Transaction tx, Message message) {
    Envelope envelope = message.envelope();
    String partner = message.partner().id();
    if (!envelope.type().equals(MessageType.OFFER.name())
        || envelope.crossingId().flatMap(id -> desk.get().find(tx, id)).isPresent()
        || envelope.validUntil().filter(until -> !health.over(partner, until)).isEmpty()) {
      return Optional.empty();
    }
    if (returned(tx, message).filter(asked -> isReturn(asked, "asked")).isPresent()) {
      return Optional.of("its return is not agreed on yet; send it again");
    }
    String lane = envelope.body().path("lane").asText();
    if (Advices.leadsHere(tx, config, message.partner(), lane)) {
      return isStarting(lane)
          ? Optional.of("the gate is starting; send it again")
          : Optional.empty();
    }
    return config
        .current()
        .lane(lane)
        .filter(known -> message.partner().shares(config, lane))
        .filter(known -> Directions.isProposed(tx, known))
        .map(known -> "the lane's direction is being changed; send it again");
  }

  private boolean isStarting(String lane) {
    if (clock.now().isAfter(startedAt.plus(STARTING))) {
      return false;
    }
    try {
      desk.get().mayBegin(Role.ENTRY, lane);
      return false;
    } catch (Refusal e) {
      return true;
    }
  }

  /**
   * An OFFER of a crossing that is not known begins one, in the lane that it names; its flow
   * decides.
   *
   * @return empty: it was refused
   */
  Optional<Crossing> begin(Transaction tx, Message message, UUID id) {
    ObjectNode body = message.envelope().body();
    String lane = body.path("lane").asText();
    String name = body.path("name").asText();
    if (!Advices.leadsHere(tx, config, message.partner(), lane)) {
      return refuse(tx, message, id, LANE_UNKNOWN);
    }
    if (!mayReturn(tx, message)) {
      return refuse(tx, message, id, RETURN_NOT_ACCEPTED);
    }
    if (!isReadable(name)) {
      return refuse(tx, message, id, "NAME_UNREADABLE");
    }
    Crossing crossing;
    try {
      crossing =
          desk.get().begin(tx, id, name, Role.ENTRY, lane, Bodies.gateData(body.path("data")));
    } catch (Refusal e) {
      LOG.warn(
          "crossing {} offered by partner '{}' refused: {}",
          name,
          message.partner().id(),
          e.getMessage());
      return refuse(tx, message, id, "LANE_UNAVAILABLE");
    }
    advices.begun(tx, message.partner(), crossing);
    return Optional.of(crossing);
  }

  /**
   * As what code an OFFER of a crossing that is known must be refused; empty if it need not. Which
   * way its lane leads is asked again at its COMMIT.
   */
  String misfit(Transaction tx, Message message, Crossing crossing) {
    if (!message.envelope().body().path("lane").asText().equals(crossing.lane())) {
      return LANE_UNKNOWN;
    }
    return mayReturn(tx, message) ? "" : RETURN_NOT_ACCEPTED;
  }

  /** A vehicle comes back only by a crossing with this partner that both sides agreed to return. */
  private boolean mayReturn(Transaction tx, Message message) {
    return !message.envelope().body().path("data").hasNonNull(Bodies.RETURN_OF)
        || returned(tx, message).filter(known -> isReturn(known, "accepted")).isPresent();
  }

  /** The crossing by which its vehicle left to where the message comes from. */
  private Optional<Crossing> returned(Transaction tx, Message message) {
    return Bodies.uuid(message.envelope().body().path("data").path(Bodies.RETURN_OF))
        .flatMap(id -> desk.get().find(tx, id))
        .filter(crossing -> crossing.partner().equals(message.partner().id()))
        .filter(crossing -> crossing.role() == Role.EXIT);
  }

  private static boolean isReturn(Crossing crossing, String how) {
    return how.equals(crossing.handover().data().get(Note.RETURN.key()));
  }

  private Optional<Crossing> refuse(Transaction tx, Message message, UUID id, String code) {
    outbox.send(
        tx,
        message.partner(),
        Optional.of(id),
        MessageType.REFUSE,
        message.envelope().epoch(),
        Map.of("code", code),
        Optional.empty());
    return Optional.empty();
  }
}
