package org.amitygate.core.handover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A partner as operators see it. What is learned by using the link is known since the gate started.
 *
 * @param sends transport of {@code send}, such as {@code https} or {@code file}
 * @param receives transport of {@code receive}
 * @param since when the link became so; empty while it is not used
 * @param cause why it fails; empty otherwise
 * @param clockAhead what the partner's clock is ahead of gate time at least, negative: behind;
 *     empty until a receipt has come
 * @param waiting messages that are not delivered
 * @param oldest when the oldest of them was queued
 * @param lastSent when a message of ours was receipted last
 * @param lastReceived when a message with the partner's signature came last
 * @param signingKey id of our key; empty if there is none
 * @param partnerKeys ids of the partner's keys
 * @param warnings what is not normal, one sentence each
 */
public record PartnerView(
    String id,
    String profile,
    String sends,
    String receives,
    Link link,
    Optional<Instant> since,
    String cause,
    Optional<Duration> clockAhead,
    int waiting,
    Optional<Instant> oldest,
    Optional<Instant> lastSent,
    Optional<Instant> lastReceived,
    String signingKey,
    List<String> partnerKeys,
    List<Certificate> certificates,
    List<String> warnings) {

  /** Whether our messages are delivered. */
  public enum Link {
    /** Nothing was sent yet. */
    UNUSED,
    UP,
    FAILING
  }

  /**
   * A TLS certificate.
   *
   * @param whose {@code own}; {@code authority}: what the partner's must come from; {@code
   *     partner}: as it was shown last
   * @param subject X.500 name
   */
  public record Certificate(String whose, String subject, Instant expires) {}
}
