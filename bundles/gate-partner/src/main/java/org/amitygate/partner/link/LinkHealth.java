package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

  /** A clock that was ahead may be right again, and only a receipt would say so. */
  private static final Duration REMEMBERED = Duration.ofMinutes(5);

  /** A clock that was wrong is asked for after this, and again. */
  private static final Duration ASK = Duration.ofMinutes(1);

  private final GateClock clock;
  private final Map<String, Failing> failing = new ConcurrentHashMap<>();
  private final Map<String, Instant> upSince = new ConcurrentHashMap<>();
  private final Map<String, Instant> delivered = new ConcurrentHashMap<>();
  private final Map<String, Instant> received = new ConcurrentHashMap<>();

  /** Since when nothing was delivered, and why it was not at first. */
  record Failing(Instant since, String cause) {}

  /** By receipts. */
  private final Map<String, Proof> proved = new ConcurrentHashMap<>();

  /** By messages since the last receipt. */
  private final Map<String, Early> early = new ConcurrentHashMap<>();

  /** What the partner's clock was ahead of gate time; negative: behind. */
  private record Proof(Duration ahead, Instant at) {}

  /** A message that was sent later than it came, by this at least. */
  private record Early(Duration by, Instant at) {
    boolean forgotten(Instant now) {
      return Duration.between(at, now).compareTo(REMEMBERED) > 0;
    }
  }

  LinkHealth(GateClock clock) {
    this.clock = clock;
  }

  /**
   * @param began when the sending began that failed: others may have been delivered since
   */
  void failed(String partner, Instant began, String cause) {
    Instant last = delivered.getOrDefault(partner, began);
    Instant since = began.isAfter(last) ? began : last;
    if (failing.putIfAbsent(partner, new Failing(since, cause)) == null) {
      upSince.remove(partner);
      LOG.warn(
          "partner '{}' does not take our messages: {}; they are kept and repeated",
          partner,
          cause);
    }
  }

  void delivered(String partner) {
    Instant now = clock.now();
    Failing before = failing.remove(partner);
    upSince.putIfAbsent(partner, now);
    delivered.put(partner, now);
    if (before != null) {
      LOG.info(
          "partner '{}' takes our messages again, after {}",
          partner,
          Duration.between(before.since(), now));
    }
  }

  Optional<Failing> failing(String partner) {
    return Optional.ofNullable(failing.get(partner));
  }

  Optional<Instant> upSince(String partner) {
    return Optional.ofNullable(upSince.get(partner));
  }

  Optional<Instant> deliveredAt(String partner) {
    return Optional.ofNullable(delivered.get(partner));
  }

  Optional<Instant> receivedAt(String partner) {
    return Optional.ofNullable(received.get(partner));
  }

  /** What the partner's clock is ahead; empty while nothing is known of it. */
  Optional<Duration> clockAhead(String partner) {
    return proved.containsKey(partner) || early.containsKey(partner)
        ? Optional.of(ahead(partner))
        : Optional.empty();
  }

  /** Our messages were failing for longer than this. */
  boolean lost(String partner, Duration after) {
    Failing now = failing.get(partner);
    return now != null && Duration.between(now.since(), clock.now()).compareTo(after) > 0;
  }

  /**
   * The sender's clock in a message that is here now: it proves only a clock that is ahead, and a
   * message that comes late proves less than the one before it.
   */
  void sentAt(String partner, Instant shown, Duration uncertainty) {
    Instant now = clock.now();
    received.put(partner, now);
    Duration by = later(Duration.between(now, shown).minus(uncertainty), Duration.ZERO);
    Duration before = ahead(partner);
    early.compute(
        partner,
        (id, known) ->
            known == null || known.forgotten(now) || by.compareTo(known.by()) >= 0
                ? new Early(by, now)
                : known);
    warn(partner, before);
  }

  /**
   * The receiver's clock in a receipt, at a moment between two of ours. What was known before stays
   * unless it is disproved.
   */
  void receiptAt(String partner, Instant shown, Instant notBefore, Instant notAfter) {
    Duration atLeast = Duration.between(notAfter, shown);
    Duration atMost = Duration.between(notBefore, shown);
    Duration before = ahead(partner);
    proved.put(partner, new Proof(later(atLeast, earlier(atMost, before)), clock.now()));
    early.remove(partner);
    warn(partner, before);
  }

  private void warn(String partner, Duration before) {
    Duration now = ahead(partner).abs();
    if (now.compareTo(WARN) > 0 && before.abs().compareTo(WARN) <= 0) {
      LOG.warn("the clock of partner '{}' is off by at least {}", partner, now);
    }
  }

  /**
   * Clocks are so far apart that there is no automatic handover: ours and the partner's, or gate
   * time and our wall clock, of which nobody knows which one is right.
   */
  boolean clocksApart(String partner) {
    return ahead(partner).abs().compareTo(STOP) > 0 || clock.wallAhead().abs().compareTo(STOP) > 0;
  }

  /**
   * The partner's clock was wrong when its last receipt came, a minute ago or more, and it was not
   * asked since: whoever has nothing else to say to it must ask, for only another receipt shows
   * that the clock is right again. The caller asks, and remembers when.
   *
   * @param before when it was asked last
   */
  boolean asks(String partner, Optional<Instant> before) {
    Proof proof = proved.get(partner);
    Instant now = clock.now();
    if (proof == null
        || proof.ahead().abs().compareTo(STOP) <= 0
        || now.isBefore(proof.at().plus(ASK))) {
      return false;
    }
    return before.filter(last -> now.isBefore(last.plus(ASK))).isEmpty();
  }

  /**
   * What the partner said to be valid until then is over, and the time that clocks may differ by
   * too: by gate time, by the wall clock, or by the partner's own clock as it showed last.
   */
  boolean over(String partner, Instant validUntil) {
    Instant end = validUntil.plus(STOP);
    return clock.latest().isAfter(end) || clock.now().plus(ahead(partner)).isAfter(end);
  }

  /** What the partner's clock is ahead of gate time, as far as that is known; negative: behind. */
  private Duration ahead(String partner) {
    Proof proof = proved.get(partner);
    Duration receipts = proof == null ? Duration.ZERO : proof.ahead();
    Early messages = early.get(partner);
    return messages == null || messages.forgotten(clock.now()) || messages.by().isZero()
        ? receipts
        : later(receipts, messages.by());
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration earlier(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
