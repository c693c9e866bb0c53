package org.amitygate.partner.link;

import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.device.Durations;
import org.amitygate.partner.envelope.DataSet;
import org.amitygate.partner.handover.Limit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partner as the configuration in force describes it, with our side of the pair. */
record Partner(PartnerConfig config, GateConfig.Gate gate) {

  private static final Logger LOG = LoggerFactory.getLogger(Partner.class);

  /**
   * After our messages have failed for so long the link counts as lost (protocol: 30 s, "no new
   * COMMIT"); where none is sent it does not.
   */
  private static final Duration LINK_LOST = Duration.ofSeconds(30);

  private static final Duration SETTLED = Duration.ofSeconds(60);

  /** Protocol, "Reconciliation: every 15 min and at closing". */
  private static final Duration RECONCILE_EVERY = Duration.ofMinutes(15);

  static Optional<Partner> of(ConfigSource source, String id) {
    GateConfig now = source.current();
    return Optional.ofNullable(now.partners().get(id))
        .map(partner -> new Partner(partner, now.gate()));
  }

  static Optional<Partner> ofLane(ConfigSource source, String lane) {
    return source.current().lane(lane).map(LaneConfig::partner).flatMap(id -> of(source, id));
  }

  /** On a transport without answers: after this long without a receipt a message is sent again. */
  private static final Duration RECEIPT_WITHIN = Duration.ofSeconds(20);

  String id() {
    return config.id();
  }

  /** A lane through which vehicles go to this partner or come from it. */
  boolean shares(ConfigSource source, String lane) {
    return source.current().lane(lane).filter(known -> known.partner().equals(id())).isPresent();
  }

  /** What it is told of a crossing. */
  Set<DataSet> discloses() {
    Set<DataSet> sets = EnumSet.noneOf(DataSet.class);
    config.discloses().forEach(set -> sets.add(DataSet.valueOf(set)));
    return sets;
  }

  /** The agency to which RESTRICTED data is encrypted; empty: there is none, or it is no key. */
  Optional<ECKey> agencyKey() {
    try {
      return config.agencyKey().isEmpty()
          ? Optional.empty()
          : Optional.of(ECKey.parse(config.agencyKey()).toPublicJWK());
    } catch (ParseException e) {
      LOG.error(
          "partners.{}.agencyKey is no public key (JWK, EC on P-256): RESTRICTED data is left out",
          config.id());
      return Optional.empty();
    }
  }

  Duration limit(Limit limit) {
    return duration(limit.key(), limit.standard());
  }

  Duration linkLost() {
    return duration("linkLost", LINK_LOST);
  }

  /** What happened so recently is not compared with the partner: it may be under way. */
  Duration settledAfter() {
    return duration("settledAfter", SETTLED);
  }

  Duration reconcileEvery() {
    return duration("reconcileEvery", RECONCILE_EVERY);
  }

  Duration receiptWithin() {
    return duration("receiptWithin", RECEIPT_WITHIN);
  }

  private Duration duration(String key, Duration standard) {
    String text = config.limits().get(key);
    return text == null ? standard : Durations.parse(text);
  }

  /** Stream of messages that are about no crossing. */
  String routeStream() {
    return "route:" + gate.route();
  }

  /**
   * Where records about a stream of messages stand: a crossing's own timeline, else the partner's.
   */
  String journalStream(String stream) {
    return stream.startsWith("crossing:") ? stream : "partner:" + id();
  }
}
