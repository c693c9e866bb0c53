package org.amitygate.partner;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.handover.PartnerView;

/**
 * Carries a message to a partner over the endpoint of its {@code sendUri}. An OSGi service of
 * gate-camel, used by gate-partner's sender. Thread-safe, never blocks.
 */
public interface PartnerTransport {

  /**
   * @param message the signed message, to be carried unchanged
   * @return the answer's body (the partner's signed receipt), unchanged; empty when the transport
   *     carried it and has no answers: the receipt comes by the {@link PartnerInbox}. Fails when it
   *     could not be carried, when there is no answer in time or a negative one, with {@link
   *     PartnerProblem} and its status if the transport has one. A failure says nothing about
   *     whether the partner has the message: it is sent again, the same bytes
   */
  CompletionStage<Optional<byte[]>> send(String partnerId, byte[] message);

  /**
   * The TLS certificates between us and a partner. Blocks: reads the key stores.
   *
   * @throws IllegalArgumentException a key store cannot be read, in one sentence
   */
  default List<PartnerView.Certificate> certificates(String partnerId) {
    return List.of();
  }
}
