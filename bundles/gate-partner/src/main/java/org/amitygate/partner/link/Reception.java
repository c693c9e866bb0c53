package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.keys.PartnerKeys;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a verified message inside a transaction: once, in the order of its stream, with a receipt
 * that never changes (protocol, clauses 22 and 24).
 */
final class Reception {

  private static final String QUARANTINE = "PartnerMessageQuarantined";
  static final String RECEIPT = "PartnerReceiptSent";

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  /**
   * Messages that came before their turn and are applied in one transaction: others wait for it.
   */
  private static final int AT_ONCE = 16;

  private final Journal journal;
  private final Supplier<CrossingDesk> desk;
  private final Incoming incoming;
  private final Offers offers;
  private final PartnerKeys keys;
  private final Backlog backlog;

  Reception(
      Journal journal,
      Supplier<CrossingDesk> desk,
      Incoming incoming,
      Offers offers,
      PartnerKeys keys,
      Backlog backlog) {
    this.journal = journal;
    this.backlog = backlog;
    this.desk = desk;
    this.incoming = incoming;
    this.offers = offers;
    this.keys = keys;
  }

  /** Either a receipt or why there is none; what the transaction wrote stays in both cases. */
  record Answer(Optional<String> receipt, @Nullable PartnerProblem problem) {}

  Answer take(Transaction tx, Message message) {
    Envelope envelope = message.envelope();
    Optional<ObjectNode> before = tx.item(Streams.MESSAGE, key(message));
    if (before.isPresent()) {
      return again(tx, message, before.get());
    }
    Optional<Crossing> crossing = envelope.crossingId().flatMap(id -> desk.get().find(tx, id));
    if (crossing.isPresent() && !crossing.get().partner().equals(message.partner().id())) {
      return refused(403, "the crossing is not shared with this partner");
    }
    if (!Profiles.takes(tx, message.partner(), envelope.profile())) {
      return refused(400, "'profile' is not an agreed one");
    }
    long received = Streams.position(tx, message.partner(), message.stream()).received();
    if (envelope.seq() <= received
        || Streams.isHeld(tx, message.partner(), message.stream(), envelope.seq())) {
      return placeTaken(tx, message);
    }
    boolean early = envelope.seq() > received + 1;
    if (early && !Streams.gap(tx, message.partner(), message.stream())) {
      return refused(
          503,
          "seq "
              + envelope.seq()
              + " is ahead, and messages are missing in "
              + Streams.MOST_GAPS
              + " other streams");
    }
    if (envelope.seq() > received + Streams.AHEAD) {
      return refused(
          503, "seq " + envelope.seq() + " is too far ahead: " + (received + 1) + " is missing");
    }
    if (crossing.isEmpty() && begins(envelope) && backlog.isFull(message.partner())) {
      return refused(503, "too many messages wait for this partner to begin a crossing with it");
    }
    Optional<String> waitsFor = early ? Optional.empty() : offers.waitsFor(tx, message);
    if (waitsFor.isPresent()) {
      return refused(503, waitsFor.get());
    }
    record(tx, message);
    Places.note(tx, message.partner(), message.stream(), Places.Of.RECEIVED, envelope.seq());
    Profiles.begun(tx, message.partner(), message.stream(), envelope.profile());
    if (early) {
      Streams.hold(tx, message.partner(), message.stream(), envelope.seq(), message.text());
      return first(tx, message, Verdict.HELD);
    }
    Verdict verdict = incoming.apply(tx, message);
    Streams.received(tx, message.partner(), message.stream(), envelope.seq());
    Answer answer = first(tx, message, verdict);
    applyHeld(tx, message.partner(), message.stream());
    return answer;
  }

  private static boolean begins(Envelope envelope) {
    return envelope.type().equals(MessageType.OFFER.name())
        || envelope.type().equals(MessageType.ADVISE.name());
  }

  /**
   * Applies what came before its turn and can now be applied: so much in this transaction, and the
   * rest in others that follow it.
   *
   * @return its stream
   */
  String applyHeld(Transaction tx, Partner partner, String stream) {
    long next = Streams.position(tx, partner, stream).received() + 1;
    long last = next + AT_ONCE;
    Optional<Message> held = held(tx, partner, stream, next);
    while (held.isPresent() && next < last) {
      if (offers.waitsFor(tx, held.get()).isPresent()) {
        return stream; // it is looked at again some seconds later
      }
      Streams.letGo(tx, partner, stream, next);
      incoming.apply(tx, held.get());
      Streams.received(tx, partner, stream, next);
      next++;
      held = held(tx, partner, stream, next);
    }
    Streams.caughtUp(tx, partner, stream);
    if (held.isPresent()) {
      tx.afterCommit(() -> goOn(partner, stream));
    }
    return stream;
  }

  private void goOn(Partner partner, String stream) {
    journal
        .submit(tx -> applyHeld(tx, partner, stream))
        .exceptionally(
            failure -> {
              LOG.warn("{} of '{}' goes on later: {}", stream, partner.id(), failure.toString());
              return stream;
            });
  }

  private static Optional<Message> held(View view, Partner partner, String stream, long seq) {
    return Streams.held(view, partner, stream, seq).map(text -> stored(partner, text));
  }

  /** A message that was verified when it came. */
  private static Message stored(Partner partner, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      Envelope envelope = Envelope.read(Signatures.unverifiedPayload(bytes));
      return new Message(
          partner, envelope, text, Signatures.sha256(bytes), Signatures.signedSha256(bytes));
    } catch (PartnerProblem e) {
      throw new IllegalStateException("a stored message cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The same id: the same receipt for the same bytes. Whoever carries a message can write it in
   * other bytes without its key; what was signed is the same, and a receipt for these bytes says
   * the same. It is made anew each time and not kept, so that nobody fills the disk with copies. An
   * alarm for anything else.
   */
  private Answer again(Transaction tx, Message message, ObjectNode before) {
    String sha256 = before.path("sha256").asText();
    if (sha256.equals(message.sha256())) {
      return new Answer(Optional.of(before.path("receipt").asText()), null);
    }
    if (before.path("signed").asText().equals(message.signedSha256())) {
      Receipt first = ours(before.path("receipt").asText());
      return new Answer(Optional.of(signed(message, first.verdict(), first.at())), null);
    }
    String id = message.envelope().id().toString();
    ObjectNode body =
        Json.object()
            .put("messageId", id)
            .put("sha256", message.sha256())
            .put("expectedSha256", sha256);
    String stream = "partner:" + message.partner().id();
    tx.append(
        stream, QUARANTINE, 1, body, Optional.of(Json.object().put("message", message.text())));
    Alarms.raise(
        tx,
        stream,
        "OTHER_BYTES",
        message.partner().id(),
        "message " + id + " came again with other bytes");
    return refused(409, "a message with this id and other bytes was received before");
  }

  /** The receipt of a message that has its place in the stream. */
  private Answer first(Transaction tx, Message message, Verdict verdict) {
    Answer answer = receipt(tx, message, verdict);
    long seq = message.envelope().seq();
    Places.note(tx, message.partner(), message.stream(), Places.Of.RECEIPT, seq);
    return answer;
  }

  /** Another id, or one that is no longer in the index, at a place of the stream that is taken. */
  private Answer placeTaken(Transaction tx, Message message) {
    long seq = message.envelope().seq();
    Optional<Entry> first = Streams.receivedAt(tx, message.partner(), message.stream(), seq);
    String id = message.envelope().id().toString();
    if (first.isPresent() && first.get().body().path("messageId").asText().equals(id)) {
      String receipt =
          Streams.receiptAt(tx, message.partner(), message.stream(), seq, id)
              .orElseThrow(() -> new IllegalStateException("message " + id + " has no receipt"));
      String signed =
          first
              .get()
              .personal()
              .map(kept -> kept.path("message").asText())
              .filter(text -> !text.isEmpty()) // else it was erased
              .map(text -> stored(message.partner(), text).signedSha256())
              .orElse("");
      String sha256 = first.get().body().path("sha256").asText();
      return again(tx, message, item(sha256, signed, receipt));
    }
    record(tx, message);
    String type =
        first
            .map(entry -> entry.body().path("messageType").asText())
            .orElse(message.envelope().type());
    if (!type.equals(message.envelope().type())) {
      String text = "seq " + seq + " is taken by another message (" + type + ")";
      Alarms.raise(tx, message.journalStream(), "SEQ_TAKEN", message.partner().id(), text);
    }
    return receipt(tx, message, Verdict.DUPLICATE);
  }

  private static void record(Transaction tx, Message message) {
    Envelope envelope = message.envelope();
    ObjectNode body =
        Json.object()
            .put("messageId", envelope.id().toString())
            .put("messageType", envelope.type());
    body.put("partner", message.partner().id()).put("stream", message.stream());
    body.put("epoch", envelope.epoch()).put("seq", envelope.seq()).put("ack", envelope.ack());
    body.put("sentAt", envelope.sentAt().toString()).put("sha256", message.sha256());
    tx.append(
        message.journalStream(),
        Streams.RECEIVED,
        1,
        body,
        Optional.of(Json.object().put("message", message.text())));
  }

  private Answer receipt(Transaction tx, Message message, Verdict verdict) {
    Partner partner = message.partner();
    String id = message.envelope().id().toString();
    String text = signed(message, verdict, tx.now());
    ObjectNode record =
        Json.object().put("messageId", id).put("verdict", verdict.name()).put("receipt", text);
    tx.append(message.journalStream(), RECEIPT, record.put("partner", partner.id()));
    ObjectNode item = item(message.sha256(), message.signedSha256(), text);
    Streams.index(tx, partner, message.stream(), id, item);
    return new Answer(Optional.of(text), null);
  }

  /** What is kept of a message by its id. */
  private static ObjectNode item(String sha256, String signedSha256, String receipt) {
    return Json.object().put("sha256", sha256).put("signed", signedSha256).put("receipt", receipt);
  }

  private String signed(Message message, Verdict verdict, Instant at) {
    Partner partner = message.partner();
    Receipt receipt =
        new Receipt(
            partner.gate().id(),
            partner.id(),
            message.envelope().id().toString(),
            message.sha256(),
            verdict,
            at,
            Profiles.announced(partner));
    return new String(receipt.signed(keys.own(partner.id())), StandardCharsets.UTF_8);
  }

  private static Receipt ours(String receipt) {
    try {
      return Receipt.unverified(receipt.getBytes(StandardCharsets.UTF_8));
    } catch (PartnerProblem e) {
      throw new IllegalStateException("a stored receipt cannot be read: " + e.getMessage(), e);
    }
  }

  private static Answer refused(int status, String sentence) {
    return new Answer(Optional.empty(), new PartnerProblem(status, sentence));
  }

  private static String key(Message message) {
    return message.partner().id() + "|" + message.envelope().id();
  }
}
