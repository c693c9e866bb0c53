package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.partner.envelope.DataSet;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.keys.PartnerKeys;

/**
 * Messages to partners, numbered, signed and queued in the transaction of the change that they tell
 * of ("Outbox in the same transaction as the state change"). Signed here and not when sent, so that
 * every repeat is the same bytes and the timeline holds what was really said. Used on the writer
 * only, but for {@link #waits}.
 */
final class Outbox {

  /** Kind of the outgoing entries: chooses the sender. */
  static final String KIND = "partner";

  /**
   * How far our own clock may be off, in milliseconds: no better is known of a machine whose clock
   * nobody measures.
   */
  private static final long UNCERTAINTY_MS = 1_000;

  /** Ends the name of the queue of what is sent again. */
  private static final String AGAIN = "/again";

  private final Ids ids;
  private final PartnerKeys keys;
  private final GateClock clock;
  private final Backlog backlog;

  Outbox(Ids ids, PartnerKeys keys, GateClock clock, Backlog backlog) {
    this.backlog = backlog;
    this.ids = ids;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Queues a message.
   *
   * @param crossing empty: it is about the route
   * @param valid how long it may be acted on; empty: a fact
   * @return its id
   */
  String send(
      Transaction tx,
      Partner partner,
      Optional<UUID> crossing,
      MessageType type,
      int epoch,
      Map<String, Object> body,
      Optional<Duration> valid) {
    return send(tx, partner, crossing, type.name(), epoch, body, valid).messageId();
  }

  /** A message as it was signed. */
  record Sent(String messageId, String message) {}

  /** Queues a fact about the route. */
  Sent send(Transaction tx, Partner partner, String type, Map<String, Object> body) {
    return send(tx, partner, Optional.empty(), type, 0, body, Optional.empty());
  }

  private Sent send(
      Transaction tx,
      Partner partner,
      Optional<UUID> crossing,
      String type,
      int epoch,
      Map<String, Object> body,
      Optional<Duration> valid) {
    ObjectNode json = Json.object(body);
    DataSet.check(type, json, partner.discloses());
    String stream = crossing.map(id -> "crossing:" + id).orElse(partner.routeStream());
    long ack = Streams.position(tx, partner, stream).received();
    Envelope envelope =
        new Envelope(
            ids.next(),
            partner.gate().id(),
            partner.id(),
            partner.gate().route(),
            crossing,
            epoch,
            Streams.nextSent(tx, partner, stream),
            ack,
            type,
            tx.now(),
            UNCERTAINTY_MS,
            valid.map(clock.earliest()::plus),
            Profiles.of(tx, partner, stream),
            json);
    ECKey key = keys.own(partner.id());
    byte[] bytes = Signatures.sign(envelope.bytes(), Signatures.MESSAGE, key);
    String text = new String(bytes, StandardCharsets.UTF_8);
    String sha256 = Signatures.sha256(bytes);
    ObjectNode record =
        Json.object().put("messageId", envelope.id().toString()).put("messageType", type);
    record
        .put("partner", partner.id())
        .put("stream", stream)
        .put("epoch", epoch)
        .put("seq", envelope.seq());
    record.put("sha256", sha256).put("kid", key.getKeyID());
    tx.append(
        partner.journalStream(stream),
        Streams.SENT,
        1,
        record,
        Optional.of(Json.object().put("message", text)));
    Places.note(tx, partner, stream, Places.Of.SENT, envelope.seq());
    String id = envelope.id().toString();
    enqueue(tx, partner, stream, "", id, new Queued(id, type, text, sha256));
    return new Sent(id, text);
  }

  /**
   * A message of this type is not delivered yet, or is queued again. Reads the whole outbox: not
   * for the writer.
   */
  static boolean waits(View view, Partner partner, String type) {
    return view.outbox().stream()
        .filter(outgoing -> outgoing.kind().equals(KIND))
        .filter(outgoing -> outgoing.body().path("partner").asText().equals(partner.id()))
        .anyMatch(outgoing -> outgoing.body().path("messageType").asText().equals(type));
  }

  /**
   * The streams, by {@link Streams#key}, in which a message of this type is not delivered yet.
   * Reads the whole outbox: not for the writer.
   */
  static Set<String> waiting(View view, String type) {
    return view.outbox().stream()
        .filter(outgoing -> outgoing.kind().equals(KIND))
        .map(Outgoing::body)
        .filter(body -> body.path("messageType").asText().equals(type))
        .map(body -> body.path("partner").asText() + "|" + body.path("stream").asText())
        .collect(Collectors.toSet());
  }

  /**
   * Queues messages of a stream again, the same bytes, unless they still wait to be delivered. They
   * do not wait behind those: what is refused there because these are missing would be refused for
   * ever.
   *
   * @param from seq of the first. @param to seq of the last
   */
  void again(Transaction tx, Partner partner, String stream, long from, long to) {
    for (Entry entry : Streams.sent(tx, partner, stream, from, to)) {
      String message =
          entry.personal().map(personal -> personal.path("message").asText()).orElse("");
      String messageId = entry.body().path("messageId").asText();
      if (!message.isEmpty() && !tx.waits(messageId)) {
        String sha256 = entry.body().path("sha256").asText();
        String type = entry.body().path("messageType").asText();
        Queued queued = new Queued(messageId, type, message, sha256);
        enqueue(tx, partner, stream, AGAIN, messageId + "/" + ids.next(), queued);
      }
    }
  }

  /** A message in the outbox. */
  private record Queued(String messageId, String type, String message, String sha256) {}

  private void enqueue(
      Transaction tx, Partner partner, String stream, String beside, String id, Queued queued) {
    ObjectNode body =
        Json.object()
            .put("partner", partner.id())
            .put("stream", stream)
            .put("messageId", queued.messageId())
            .put("messageType", queued.type());
    body.put("message", queued.message()).put("sha256", queued.sha256());
    String queue = stream.startsWith("crossing:") ? stream : stream + "@" + partner.id();
    Instant now = tx.now();
    tx.enqueue(new Outgoing(id, queue + beside, KIND, now, body));
    backlog.queued(tx, partner);
  }
}
