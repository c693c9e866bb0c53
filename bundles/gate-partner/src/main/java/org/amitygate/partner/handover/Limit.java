package org.amitygate.partner.handover;

import java.time.Duration;

/**
 * Time limits of this side, named as in the configuration of the partner. A limit binds only the
 * side that set it.
 */
public enum Limit {
  OFFER_VALID("offerValid", Duration.ofMinutes(10)),
  /** Protocol, table row COMMIT: 30 s. */
  COMMIT_WITHIN("commitWithin", Duration.ofSeconds(30)),
  /** Protocol, table row DEPARTED: 5 min without it. */
  STATUS_AFTER("statusAfter", Duration.ofMinutes(5)),
  /** Protocol, table row IN_STRIP: 15 min. */
  OVERDUE_AFTER("overdueAfter", Duration.ofMinutes(15)),
  /** Until the partner's people shall have acknowledged an incident. */
  INCIDENT_ACK("incidentAck", Duration.ofMinutes(15)),
  /** Between two looks at a lane that is not ready; every change of the lane is a look as well. */
  RETRY("retry", Duration.ofSeconds(2));

  private final String key;
  private final Duration standard;

  Limit(String key, Duration standard) {
    this.key = key;
    this.standard = standard;
  }

  public String key() {
    return key;
  }

  /** Used when the configuration does not say. */
  public Duration standard() {
    return standard;
  }
}
