package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.Receipt;
import org.amitygate.partner.keys.PartnerKeys;

/**
 * Receipts that come as messages of their own, over transports that have no answers. One that comes
 * before it is waited for, or after that was given up, is kept for the next try. In memory: after a
 * restart messages are sent again, and get the same receipts again. Thread-safe.
 */
final class Receipts {

  /** The oldest one that nobody asked for is forgotten; its message is sent again then. */
  private static final int KEPT = 1_000;

  private final ConfigSource config;
  private final PartnerKeys keys;
  private final GateClock clock;

  // Both guarded by this.
  private final Map<Key, Waiting> waiting = new HashMap<>();
  private final Map<Key, byte[]> kept = new LinkedHashMap<>();

  private record Key(String partner, String sha256) {}

  private record Waiting(Instant since, CompletableFuture<byte[]> receipt) {}

  Receipts(ConfigSource config, PartnerKeys keys, GateClock clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
  }

  /** The receipt for these bytes, if it is there already. */
  synchronized Optional<byte[]> taken(String partner, String sha256) {
    return Optional.ofNullable(kept.remove(new Key(partner, sha256)));
  }

  /**
   * The receipt for a message that was carried. Fails when it did not come in time.
   *
   * @param sha256 of the message
   */
  synchronized CompletableFuture<byte[]> coming(String partner, String sha256) {
    Optional<byte[]> early = taken(partner, sha256);
    if (early.isPresent()) {
      return CompletableFuture.completedFuture(early.get());
    }
    Waiting next = new Waiting(clock.now(), new CompletableFuture<>());
    Waiting before = waiting.putIfAbsent(new Key(partner, sha256), next);
    return (before == null ? next : before).receipt();
  }

  /**
   * Takes a receipt as it came.
   *
   * @throws PartnerProblem it is no receipt of this partner for us
   */
  void take(Partner partner, byte[] bytes) throws PartnerProblem {
    Receipt receipt = Receipt.read(bytes, kid -> keys.theirs(partner.id(), kid));
    if (!receipt.from().equals(partner.id()) || !receipt.to().equals(partner.gate().id())) {
      throw new PartnerProblem(403, "the receipt is another pair's");
    }
    Key key = new Key(partner.id(), receipt.sha256());
    Waiting waits;
    synchronized (this) {
      waits = waiting.remove(key);
      if (waits == null) {
        kept.put(key, bytes);
        if (kept.size() > KEPT) {
          kept.remove(kept.keySet().iterator().next());
        }
      }
    }
    if (waits != null) {
      waits.receipt().complete(bytes);
    }
  }

  /** Gives up those that did not come in the partner's {@code receiptWithin}. */
  void expire() {
    Instant now = clock.now();
    List<Runnable> late = new ArrayList<>();
    synchronized (this) {
      waiting
          .entrySet()
          .removeIf(
              entry -> {
                Duration within =
                    Partner.of(config, entry.getKey().partner())
                        .map(Partner::receiptWithin)
                        .orElse(Duration.ZERO);
                boolean over = !now.isBefore(entry.getValue().since().plus(within));
                if (over) {
                  PartnerProblem why =
                      new PartnerProblem(504, "no receipt came in " + within.toSeconds() + " s");
                  late.add(() -> entry.getValue().receipt().completeExceptionally(why));
                }
                return over;
              });
    }
    late.forEach(Runnable::run);
  }
}
