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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.DataSet;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.keys.PartnerKeys;

/**
 * Messages to partners, numbered, signed and queued in the transaction of the change that they tell
 * of ("Outbox in the same transaction as the state change"). Signed here and not when sent, so that
 * every repeat is the same bytes and the timeline holds what was really said. While there is no
 * key, what follows from a fact waits in its place to be signed: a stop, a departure or an alarm is
 * written all the same. Used on the writer only, but for {@link #waits} and {@link #sign}.
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

  /** Ends the id of a message that waits to be signed; and where its bytes stand. */
  private static final String UNSIGNED = "unsigned";

  /** Items: how many messages of a stream wait to be signed. */
  private static final String UNSIGNED_IN = "partner-unsigned";

  /** Partners that are not told since there is no key. */
  private static final String NOT_TOLD = "partner-not-told";

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
    Envelope envelope = envelope(tx, partner, crossing, type.name(), epoch, body, valid);
    keys.inUse(partner.id())
        .filter(key -> unsigned(tx, partner, envelope.stream()) == 0)
        .ifPresentOrElse(
            key -> sign(tx, partner, envelope, envelope.bytes(), key),
            () -> putOff(tx, partner, envelope));
    return envelope.id().toString();
  }

  /** A message as it was signed. */
  record Sent(String messageId, String message) {}

  /**
   * Queues a fact about the route.
   *
   * @throws IllegalStateException there is no key to sign it with, or something before it still
   *     waits to be signed
   */
  Sent send(Transaction tx, Partner partner, String type, Map<String, Object> body) {
    ECKey key = keys.own(partner.id());
    if (unsigned(tx, partner, partner.routeStream()) > 0) {
      throw new IllegalStateException(
          type + " for partner '" + partner.id() + "' waits for messages that are not signed yet");
    }
    Envelope envelope = envelope(tx, partner, Optional.empty(), type, 0, body, Optional.empty());
    return sign(tx, partner, envelope, envelope.bytes(), key);
  }

  private Envelope envelope(
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
    return new Envelope(
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
  }

  /** How many messages of a stream wait to be signed: none must overtake them. */
  private static int unsigned(Transaction tx, Partner partner, String stream) {
    return tx.item(UNSIGNED_IN, Streams.key(partner, stream))
        .map(item -> item.path("count").asInt())
        .orElse(0);
  }

  private static void setUnsigned(Transaction tx, Partner partner, String stream, int count) {
    if (count == 0) {
      tx.remove(UNSIGNED_IN, Streams.key(partner, stream));
    } else {
      tx.put(UNSIGNED_IN, Streams.key(partner, stream), Json.object().put("count", count));
    }
  }

  private void putOff(Transaction tx, Partner partner, Envelope envelope) {
    String stream = envelope.stream();
    setUnsigned(tx, partner, stream, unsigned(tx, partner, stream) + 1);
    ObjectNode body = body(partner, envelope.stream(), envelope.id().toString(), envelope.type());
    body.put(UNSIGNED, new String(envelope.bytes(), StandardCharsets.UTF_8));
    enqueue(tx, partner, envelope.stream(), "", envelope.id() + "/" + UNSIGNED, body);
    if (tx.item(NOT_TOLD, partner.id()).isEmpty()) {
      tx.put(NOT_TOLD, partner.id(), Json.object().put("since", tx.now().toString()));
      String text =
          "there is no key to sign with: %s and whatever is said after it waits"
              .formatted(envelope.type());
      Alarms.raise(tx, "partner:" + partner.id(), "PARTNER_NOT_TOLD", partner.id(), text);
    }
  }

  static boolean isUnsigned(Outgoing outgoing) {
    return outgoing.body().has(UNSIGNED);
  }

  /**
   * Signs a message that waited for a key. Any thread.
   *
   * @return the work by which it takes the place of the one that waited; fails while there is none
   */
  CompletionStage<Journal.Work<?>> sign(Partner partner, Outgoing waiting) {
    Optional<ECKey> key = keys.lookFor(partner.id());
    if (key.isEmpty()) {
      return CompletableFuture.failedFuture(
          new PartnerProblem(503, "partner '" + partner.id() + "': there is no key to sign with"));
    }
    byte[] bytes = waiting.body().path(UNSIGNED).asText().getBytes(StandardCharsets.UTF_8);
    Envelope envelope;
    try {
      envelope = Envelope.read(bytes);
    } catch (PartnerProblem e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.completedFuture(
        tx -> {
          if (tx.item(NOT_TOLD, partner.id()).isPresent()) {
            tx.remove(NOT_TOLD, partner.id());
          }
          String stream = envelope.stream();
          setUnsigned(tx, partner, stream, Math.max(0, unsigned(tx, partner, stream) - 1));
          backlog.delivered(tx, partner);
          return sign(tx, partner, envelope, bytes, key.get()).messageId();
        });
  }

  private Sent sign(Transaction tx, Partner partner, Envelope envelope, byte[] payload, ECKey key) {
    String stream = envelope.stream();
    String type = envelope.type();
    byte[] bytes = Signatures.sign(payload, Signatures.MESSAGE, key);
    String text = new String(bytes, StandardCharsets.UTF_8);
    String sha256 = Signatures.sha256(bytes);
    ObjectNode record =
        Json.object().put("messageId", envelope.id().toString()).put("messageType", type);
    record
        .put("partner", partner.id())
        .put("stream", stream)
        .put("epoch", envelope.epoch())
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
    ObjectNode body = body(partner, stream, id, type).put("message", text).put("sha256", sha256);
    enqueue(tx, partner, stream, "", id, body);
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
        String type = entry.body().path("messageType").asText();
        ObjectNode body = body(partner, stream, messageId, type).put("message", message);
        body.put("sha256", entry.body().path("sha256").asText());
        enqueue(tx, partner, stream, AGAIN, messageId + "/" + ids.next(), body);
      }
    }
  }

  /** A message in the outbox, but for its bytes. */
  private static ObjectNode body(Partner partner, String stream, String messageId, String type) {
    return Json.object()
        .put("partner", partner.id())
        .put("stream", stream)
        .put("messageId", messageId)
        .put("messageType", type);
  }

  private void enqueue(
      Transaction tx, Partner partner, String stream, String beside, String id, ObjectNode body) {
    String queue = stream.startsWith("crossing:") ? stream : stream + "@" + partner.id();
    Instant now = tx.now();
    tx.enqueue(new Outgoing(id, queue + beside, KIND, now, body));
    backlog.queued(tx, partner);
  }
}
