package org.amitygate.camel.gateway;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receipts on their own way to partners. They share it with our messages: each is on its way once
 * however often its message came, and no more than so many. One that is left out or lost comes
 * again with the repeat of its message. Thread-safe; never blocks.
 */
final class ReceiptPost {

  /** To one partner. */
  static final int MOST = 256;

  private static final Logger LOG = LoggerFactory.getLogger(ReceiptPost.class);

  private final BiFunction<String, byte[], CompletionStage<Reply>> post;

  // Guarded by this.
  private final Map<String, Set<ByteBuffer>> underWay = new HashMap<>();

  /**
   * @param post carries bytes to a partner
   */
  ReceiptPost(BiFunction<String, byte[], CompletionStage<Reply>> post) {
    this.post = post;
  }

  void post(String partner, byte[] receipt) {
    ByteBuffer one = ByteBuffer.wrap(receipt);
    if (!begins(partner, one)) {
      return;
    }
    post.apply(partner, receipt)
        .whenComplete(
            (sent, failure) -> {
              ended(partner, one);
              if (failure != null || !sent.good()) {
                LOG.info(
                    "a receipt for partner '{}' was not carried; its message will come again: {}",
                    partner,
                    failure == null ? sent.status() + " " + sent.excerpt() : failure.toString());
              }
            });
  }

  private synchronized boolean begins(String partner, ByteBuffer receipt) {
    Set<ByteBuffer> others = underWay(partner);
    return others.size() < MOST && others.add(receipt);
  }

  private synchronized void ended(String partner, ByteBuffer receipt) {
    underWay(partner).remove(receipt);
  }

  private Set<ByteBuffer> underWay(String partner) {
    return underWay.computeIfAbsent(partner, id -> new HashSet<>());
  }
}
