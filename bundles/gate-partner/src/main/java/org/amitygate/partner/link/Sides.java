package org.amitygate.partner.link;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.journal.Transaction;
import org.amitygate.partner.handover.Answers;

/** What the guards ask of this side, asked at most once per input and only when a row needs it. */
final class Sides implements Answers {

  private final Transaction tx;
  private final ConfigSource config;
  private final Partner partner;
  private final Crossing crossing;
  private final BorderInterlock interlock;
  private final LinkHealth health;
  private final boolean justBegun;
  private final Map<String, Optional<String>> asked = new HashMap<>();

  Sides(
      Transaction tx,
      ConfigSource config,
      Partner partner,
      Crossing crossing,
      BorderInterlock interlock,
      LinkHealth health,
      boolean justBegun) {
    this.tx = tx;
    this.config = config;
    this.partner = partner;
    this.crossing = crossing;
    this.interlock = interlock;
    this.health = health;
    this.justBegun = justBegun;
  }

  @Override
  public Role role() {
    return crossing.role();
  }

  @Override
  public Optional<String> noOffer() {
    return asked.computeIfAbsent("noOffer", question -> Quotas.usedUp(tx, partner, crossing));
  }

  @Override
  public Optional<String> notReady() {
    return asked.computeIfAbsent(
        "notReady",
        question -> {
          if (health.clocksApart(partner.id())) {
            return Optional.of("clocks are more than 30 s apart");
          }
          if (health.lost(partner.id(), partner.linkLost())) {
            return Optional.of("the link to partner '" + partner.id() + "' is lost");
          }
          return Lanes.closed(tx, partner, crossing.lane())
              .or(this::otherWay)
              .or(() -> interlock.notReady(tx, crossing));
        });
  }

  @Override
  public Optional<String> cannotTake() {
    return asked.computeIfAbsent(
        "cannotTake",
        question -> {
          if (health.clocksApart(partner.id())) {
            return Optional.of("CLOCK");
          }
          if (held() || ended()) {
            return Optional.of("HELD");
          }
          // "the stricter side wins": whoever closed its lane after its COMMIT gets none either
          return Lanes.closed(tx, partner, crossing.lane())
              .map(why -> "PARTNER_CLOSED")
              .or(() -> otherWay().map(why -> "LANE_DIRECTION"))
              .or(() -> interlock.cannotTake(tx, crossing));
        });
  }

  private Optional<String> otherWay() {
    return config
        .current()
        .lane(crossing.lane())
        .flatMap(lane -> Directions.against(tx, lane, crossing.role()));
  }

  @Override
  public boolean held() {
    return crossing.hold().isPresent();
  }

  @Override
  public boolean ended() {
    return !crossing.open();
  }

  @Override
  public boolean justBegun() {
    return justBegun;
  }
}
