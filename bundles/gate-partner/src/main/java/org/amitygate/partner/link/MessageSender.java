package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.PartnerTransport;
import org.amitygate.partner.envelope.Receipt;
import org.amitygate.partner.keys.PartnerKeys;

/**
 * Delivers signed messages, unchanged, until the partner's receipt for these very bytes is there:
 * as the transport's answer or, where it has none, as a message of its own. Anything else, a
 * receipt for other bytes included, is no delivery and is repeated. One that waits for a key is
 * signed first, which puts it into the outbox.
 */
final class MessageSender implements Sender {

  /** Streams of which the partner has messages that this journal does not know. */
  private static final String BEHIND = "partner-behind";

  private final ConfigSource config;
  private final PartnerKeys keys;
  private final Receipts receipts;
  private final LinkHealth health;
  private final GateClock clock;
  private final Supplier<Optional<PartnerTransport>> transport;
  private final Outbox outbox;
  private final Backlog backlog;

  MessageSender(
      ConfigSource config,
      Outbox outbox,
      PartnerKeys keys,
      Receipts receipts,
      LinkHealth health,
      GateClock clock,
      Supplier<Optional<PartnerTransport>> transport,
      Backlog backlog) {
    this.outbox = outbox;
    this.backlog = backlog;
    this.config = config;
    this.keys = keys;
    this.receipts = receipts;
    this.health = health;
    this.clock = clock;
    this.transport = transport;
  }

  @Override
  public CompletionStage<Journal.Work<?>> send(Outgoing outgoing) {
    String partnerId = outgoing.body().path("partner").asText();
    Optional<Partner> partner = Partner.of(config, partnerId);
    if (partner.isPresent() && Outbox.isUnsigned(outgoing)) {
      return outbox.sign(partner.get(), outgoing);
    }
    Optional<PartnerTransport> carrier = transport.get();
    if (partner.isEmpty() || carrier.isEmpty()) {
      String cause =
          partner.isEmpty() ? "it is not in the configuration" : "its endpoint is not up yet";
      return CompletableFuture.failedFuture(
          new PartnerProblem(503, "partner '" + partnerId + "': " + cause));
    }
    Instant began = clock.now();
    return carried(carrier.get(), partnerId, outgoing)
        .<Journal.Work<?>>thenApply(answer -> receipt(partner.get(), outgoing, answer))
        .whenComplete(
            (work, failure) -> {
              if (failure != null) {
                health.failed(partnerId, began, cause(failure));
              }
            });
  }

  private CompletionStage<byte[]> carried(
      PartnerTransport carrier, String partner, Outgoing outgoing) {
    String sha256 = outgoing.body().path("sha256").asText();
    Optional<byte[]> late = receipts.taken(partner, sha256);
    if (late.isPresent()) {
      return CompletableFuture.completedFuture(late.get());
    }
    byte[] message = outgoing.body().path("message").asText().getBytes(StandardCharsets.UTF_8);
    return carrier
        .send(partner, message)
        .thenCompose(
            answer ->
                answer
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> receipts.coming(partner, sha256)));
  }

  private Journal.Work<?> receipt(Partner partner, Outgoing outgoing, byte[] answer) {
    Receipt receipt;
    try {
      receipt = Receipt.read(answer, kid -> keys.theirs(partner.id(), kid));
      expect(
          receipt.from().equals(partner.id()) && receipt.to().equals(partner.gate().id()),
          "another pair's");
      expect(receipt.sha256().equals(outgoing.body().path("sha256").asText()), "for other bytes");
      expect(
          receipt.messageId().equals(outgoing.body().path("messageId").asText()),
          "for another message");
    } catch (PartnerProblem e) {
      throw new CompletionException(e);
    }
    health.delivered(partner.id());
    health.receiptAt(partner.id(), receipt.at(), made(receipt.messageId()), clock.now());
    String stream = partner.journalStream(outgoing.body().path("stream").asText());
    ObjectNode record =
        Json.object().put("partner", partner.id()).put("messageId", receipt.messageId());
    record.put("verdict", receipt.verdict().name()).put("at", receipt.at().toString());
    record.put("receipt", new String(answer, StandardCharsets.UTF_8));
    return tx -> {
      tx.append(stream, "PartnerReceiptReceived", record);
      Profiles.heard(tx, partner, receipt.profiles());
      behind(tx, partner, outgoing, receipt);
      backlog.delivered(tx, partner);
      return receipt.verdict();
    };
  }

  /**
   * A place of a stream is given once, and a repeat gets the receipt that it got before: DUPLICATE
   * says that the partner has another message of ours there, of which this journal knows nothing.
   * One alarm for each stream, until something of it is taken again.
   */
  private static void behind(Transaction tx, Partner partner, Outgoing outgoing, Receipt receipt) {
    String stream = outgoing.body().path("stream").asText();
    String key = Streams.key(partner, stream);
    boolean known = tx.item(BEHIND, key).isPresent();
    if (receipt.verdict() != Receipt.Verdict.DUPLICATE) {
      if (known) {
        tx.remove(BEHIND, key);
      }
    } else if (!known) {
      tx.put(BEHIND, key, Json.object().put("since", tx.now().toString()));
      String text =
          "this journal is behind what partner '%s' has of %s: %s came to a place where it has another message of ours, and was not acted on"
              .formatted(partner.id(), stream, outgoing.body().path("messageType").asText());
      Alarms.raise(tx, partner.journalStream(stream), "JOURNAL_BEHIND", partner.id(), text);
    }
  }

  /**
   * When a message of ours was made, by our clock: its id says so (UUID version 7). The receipt of
   * a repeated message is the stored one and may be as old as the first time it was sent.
   */
  private static Instant made(String messageId) {
    return Instant.ofEpochMilli(UUID.fromString(messageId).getMostSignificantBits() >>> 16);
  }

  private static void expect(boolean good, String otherwise) throws PartnerProblem {
    if (!good) {
      throw new PartnerProblem(400, "the receipt is " + otherwise);
    }
  }

  private static String cause(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof PartnerProblem problem
        ? problem.status() + " " + problem.getMessage()
        : cause.toString();
  }
}
