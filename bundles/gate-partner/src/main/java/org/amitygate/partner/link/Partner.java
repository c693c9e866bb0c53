package org.amitygate.partner.link;

import java.time.Duration;
import java.util.Optional;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.device.Durations;
import org.amitygate.partner.handover.Limit;

/** A partner as the configuration in force describes it, with our side of the pair. */
record Partner(PartnerConfig config, GateConfig.Gate gate) {

  /**
   * After this long without any delivery the link counts as lost (protocol: 30 s, "no new COMMIT").
   */
  private static final Duration LINK_LOST = Duration.ofSeconds(30);

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

  Duration limit(Limit limit) {
    return duration(limit.key(), limit.standard());
  }

  Duration linkLost() {
    return duration("linkLost", LINK_LOST);
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
