package org.amitygate.camel.gateway;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.PartnerTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sends to partners over their {@code sendUri}. */
@Component
public final class PartnerPost implements PartnerTransport {

  private final Gateway gateway;
  private final ConfigSource config;
  private final PartnerCertificates certificates;

  @Activate
  public PartnerPost(
      @Reference Gateway gateway,
      @Reference ConfigSource config,
      @Reference PartnerCertificates certificates) {
    this.gateway = gateway;
    this.config = config;
    this.certificates = certificates;
  }

  @Override
  public CompletionStage<Optional<byte[]>> send(String partnerId, byte[] message) {
    return post(partnerId, message).thenApply(PartnerPost::receipt);
  }

  @Override
  public List<PartnerView.Certificate> certificates(String partnerId) {
    PartnerConfig partner = config.current().partners().get(partnerId);
    return partner == null ? List.of() : certificates.of(partner);
  }

  /** Carries a message or a receipt. */
  CompletionStage<Reply> post(String partnerId, byte[] message) {
    PartnerConfig partner = config.current().partners().get(partnerId);
    if (partner == null) {
      return CompletableFuture.failedFuture(
          new PartnerProblem(503, "partner '" + partnerId + "' is not configured"));
    }
    Address address = new Address("partner", partnerId, partner.sendUri(), partner.tls());
    return gateway.send(address, PartnerEndpoints.MESSAGE, message);
  }

  private static Optional<byte[]> receipt(Reply reply) {
    if (reply.status() == Reply.CARRIED) {
      return Optional.empty();
    }
    if (reply.good()) {
      return Optional.of(reply.body());
    }
    throw new CompletionException(
        new PartnerProblem(
            reply.status(), "the partner answered " + reply.status() + ": " + reply.excerpt()));
  }
}
