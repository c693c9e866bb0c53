package org.amitygate.partner;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Takes what a partner sent, whatever it came over. An OSGi service of gate-partner; called by the
 * endpoints that listen for partners. Thread-safe, never blocks.
 */
public interface PartnerInbox {

  /**
   * Checks, stores and applies one message; or takes the receipt for one of ours that came as a
   * message of its own.
   *
   * @param partnerId the partner as the channel identified it (id in the configuration), not as the
   *     message says
   * @param message the body exactly as it came: the signature and the receipt are over these bytes
   * @return the signed receipt to answer with, after the message is on disk; the same bytes again
   *     for a repeat; empty for a receipt, which nothing answers. Fails with {@link PartnerProblem}
   *     when there is no receipt: hostile or unreadable input, or a journal that cannot be written
   */
  CompletionStage<Optional<byte[]>> receive(String partnerId, byte[] message);
}
