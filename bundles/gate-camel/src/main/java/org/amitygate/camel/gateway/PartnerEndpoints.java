package org.amitygate.camel.gateway;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Where partners' messages come in: each partner on an endpoint of its own, and known by its
 * certificate.
 */
@Component(
    service = {},
    immediate = true)
public final class PartnerEndpoints {

  /** A flattened JWS, RFC 7515. */
  static final String MESSAGE = "application/jose+json";

  private final PartnerInbox inbox;
  private final PartnerCertificates certificates;
  private final ReceiptPost receipts;
  private final Runnable stop;

  @Activate
  public PartnerEndpoints(
      @Reference Gateway gateway,
      @Reference ConfigSource config,
      @Reference PartnerInbox inbox,
      @Reference PartnerCertificates certificates) {
    this.inbox = inbox;
    this.certificates = certificates;
    this.receipts = new ReceiptPost(new PartnerPost(gateway, config, certificates)::post);
    this.stop = gateway.listen(PartnerEndpoints::wanted, this::receive);
  }

  @Deactivate
  void stop() {
    stop.run();
  }

  private static List<Address> wanted(GateConfig gate) {
    return gate.partners().values().stream().map(PartnerEndpoints::receiving).toList();
  }

  private static Address receiving(PartnerConfig partner) {
    return new Address("partner", partner.id(), partner.receiveUri(), partner.tls());
  }

  private CompletionStage<Reply> receive(Incoming incoming) {
    incoming.shown().ifPresent(leaf -> certificates.shown(incoming.id(), leaf));
    boolean named = incoming.contentType().isPresent();
    if (named && !incoming.isOf(MESSAGE, Reply.JSON)) {
      return CompletableFuture.completedFuture(
          Reply.error(415, "the content type must be " + MESSAGE));
    }
    return inbox
        .receive(incoming.id(), incoming.body())
        .thenApply(receipt -> receipt.map(bytes -> reply(incoming, bytes)).orElse(Reply.empty(204)))
        .exceptionally(PartnerEndpoints::problem);
  }

  /** The receipt as the answer, or on its own way. */
  private Reply reply(Incoming incoming, byte[] receipt) {
    if (incoming.answered()) {
      return new Reply(200, MESSAGE, receipt);
    }
    receipts.post(incoming.id(), receipt);
    return Reply.empty(Reply.CARRIED);
  }

  private static Reply problem(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof PartnerProblem problem) {
      return Reply.error(problem.status(), problem.getMessage());
    }
    throw new CompletionException(cause);
  }
}
