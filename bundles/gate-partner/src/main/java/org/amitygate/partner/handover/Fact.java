package org.amitygate.partner.handover;

/**
 * What this side's lane, interlock or people established. The proofs are theirs; the tables take
 * them as given.
 */
public enum Fact implements Trigger {
  /** Something changed at the lane that a wanted COMMIT or opening may have waited for. */
  LANE_CHANGED,
  /** The interlock wrote the intent: the command leaves after the commit, once. */
  INTENT_WRITTEN,
  /** The interlock will not open; nothing was sent. */
  OPENING_DENIED,
  OPENED,
  /** Latched proof that it never left closed, with this epoch's command cancelled. */
  NOT_OPENED,
  DEPARTED,
  NOT_DEPARTED,
  UNPROVEN,
  ARRIVAL_MATCHED,
  ARRIVAL_MISMATCHED,
  /** Entry side: two people signed that it arrived and was let in, where no sensor could see it. */
  PEOPLE_RECEIVED,
  PERSON_DEPARTED,
  PERSON_NOT_DEPARTED,
  PERSON_NOT_OPENED,
  STOPPED
}
