package org.amitygate.partner.link;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.journal.Journal;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.keys.PartnerKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for a partner's messages. What can be checked without the journal is checked here, on
 * the caller's thread; the rest happens in one transaction, and the receipt goes out after it is on
 * disk ("durable before visible").
 */
final class Inbox implements PartnerInbox {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final ConfigSource config;
  private final Journal journal;
  private final PartnerKeys keys;
  private final Reception reception;
  private final Receipts receipts;
  private final LinkHealth health;
  private final BooleanSupplier ready;
  private final Turnstile turnstile =
      new Turnstile(
          32, 1_000, () -> new PartnerProblem(429, "too many messages at once; send it again"));

  /**
   * @param ready the engine is there: crossings can be begun and changed
   */
  Inbox(
      ConfigSource config,
      Journal journal,
      PartnerKeys keys,
      Reception reception,
      Receipts receipts,
      LinkHealth health,
      BooleanSupplier ready) {
    this.config = config;
    this.journal = journal;
    this.keys = keys;
    this.reception = reception;
    this.receipts = receipts;
    this.health = health;
    this.ready = ready;
  }

  @Override
  public CompletionStage<Optional<byte[]>> receive(String partnerId, byte[] message) {
    Message checked;
    try {
      if (Signatures.isReceipt(message)) {
        receipts.take(partner(partnerId), message.clone());
        return CompletableFuture.completedFuture(Optional.empty());
      }
      checked = check(partnerId, message.clone());
    } catch (PartnerProblem e) {
      return refused(partnerId, e);
    }
    return turnstile
        .pass(partnerId, () -> journal.submit(tx -> reception.take(tx, checked)))
        .handle((answer, failure) -> answer(partnerId, answer, failure))
        .thenCompose(answer -> answer);
  }

  /** Both logs say why there is no receipt. */
  private static CompletionStage<Optional<byte[]>> refused(String partnerId, PartnerProblem why) {
    LOG.warn(
        "message on the endpoint of partner '{}' refused: {} {}",
        partnerId,
        why.status(),
        why.getMessage());
    return CompletableFuture.failedFuture(why);
  }

  private Partner partner(String id) throws PartnerProblem {
    return Partner.of(config, id)
        .orElseThrow(() -> new PartnerProblem(403, "no such partner is configured"));
  }

  private Message check(String partnerId, byte[] bytes) throws PartnerProblem {
    Partner partner = partner(partnerId);
    Signatures.Signed signed =
        Signatures.verify(bytes, Signatures.MESSAGE, kid -> keys.theirs(partner.id(), kid));
    Envelope envelope = Envelope.read(signed.payload());
    expect(envelope.to().equals(partner.gate().id()), 403, "'to' is not this gate");
    expect(envelope.from().equals(partner.id()), 403, "'from' is not the partner of this endpoint");
    expect(
        envelope.route().equals(partner.gate().route()),
        403,
        "'route' is not the route of this pair");
    expect(ready.getAsBoolean(), 503, "the gate is starting; send it again");
    health.sentAt(partner.id(), envelope.sentAt(), Duration.ofMillis(envelope.uncertaintyMs()));
    return new Message(
        partner,
        envelope,
        new String(bytes, StandardCharsets.UTF_8),
        Signatures.sha256(bytes),
        signed.sha256());
  }

  private static void expect(boolean good, int status, String otherwise) throws PartnerProblem {
    if (!good) {
      throw new PartnerProblem(status, otherwise);
    }
  }

  private static CompletionStage<Optional<byte[]>> answer(
      String partnerId, Reception.Answer answer, Throwable failure) {
    if (failure == null) {
      return answer.receipt().isPresent()
          ? CompletableFuture.completedFuture(
              answer.receipt().map(text -> text.getBytes(StandardCharsets.UTF_8)))
          : refused(partnerId, answer.problem());
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof PartnerProblem problem) {
      return refused(partnerId, problem);
    }
    LOG.error("a message of a partner could not be taken", cause);
    return CompletableFuture.failedFuture(
        new PartnerProblem(503, "could not be written; send it again"));
  }
}
