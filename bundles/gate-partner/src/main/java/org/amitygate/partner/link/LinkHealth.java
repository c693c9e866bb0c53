package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.amitygate.core.time.GateClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the links by using them: since when nothing was delivered, and how far the
 * partner's clock is off. In memory: after a restart the link is taken for good until it fails.
 * Thread-safe.
 */
final class LinkHealth {

  private static final Logger LOG = LoggerFactory.getLogger(LinkHealth.class);

  /** Protocol, "Clock": skew > 2 s warns. */
  static final Duration WARN = Duration.ofSeconds(2);

  /** Protocol, "Clock": skew > 30 s stops automatic handover. */
  static final Duration STOP = Duration.ofSeconds(30);

  private final GateClock clock;
  private final Map<String, Instant> failingSince = new ConcurrentHashMap<>();
  private final Map<String, Duration> skew = new ConcurrentHashMap<>();

  LinkHealth(GateClock clock) {
    this.clock = clock;
  }

  void failed(String partner, String cause) {
    if (failingSince.putIfAbsent(partner, clock.now()) == null) {
      LOG.warn(
          "partner '{}' does not take our messages: {}; they are kept and repeated",
          partner,
          cause);
    }
  }

  void delivered(String partner) {
    Instant since = failingSince.remove(partner);
    if (since != null) {
      LOG.info(
          "partner '{}' takes our messages again, after {}",
          partner,
          Duration.between(since, clock.now()));
    }
  }

  /** Our messages were failing for longer than this. */
  boolean lost(String partner, Duration after) {
    Instant since = failingSince.get(partner);
    return since != null && Duration.between(since, clock.now()).compareTo(after) > 0;
  }

  /** The sender's clock in a message that is here now: it proves only a clock that is ahead. */
  void sentAt(String partner, Instant shown, Duration uncertainty) {
    note(partner, "message", Duration.between(clock.now(), shown).minus(uncertainty));
  }

  /**
   * The receiver's clock in a receipt, at a moment between two of ours. Only what lies outside
   * proves anything.
   */
  void receiptAt(String partner, Instant shown, Instant notBefore, Instant notAfter) {
    Duration ahead = Duration.between(notAfter, shown);
    Duration behind = Duration.between(shown, notBefore);
    note(partner, "receipt", ahead.compareTo(behind) >= 0 ? ahead : behind);
  }

  private void note(String partner, String from, Duration off) {
    Duration now = off.isNegative() ? Duration.ZERO : off;
    Duration before =
        Optional.ofNullable(skew.put(partner + "|" + from, now)).orElse(Duration.ZERO);
    if (now.compareTo(WARN) > 0 && before.compareTo(WARN) <= 0) {
      LOG.warn("the clock of partner '{}' is off by at least {}", partner, now);
    }
  }

  /** The clocks are so far apart that there is no automatic handover. */
  boolean clocksApart(String partner) {
    return Stream.of("message", "receipt")
        .map(from -> skew.getOrDefault(partner + "|" + from, Duration.ZERO))
        .anyMatch(off -> off.compareTo(STOP) > 0);
  }
}
