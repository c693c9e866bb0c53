package org.amitygate.partner.handover;

/**
 * What a time limit of this side is for; a handover has at most one at a time, and a new state
 * begins without one.
 */
public enum Deadline implements Trigger {
  OFFER,
  COMMIT,
  /** Ask again whether the lane is ready. */
  RETRY,
  /** Ask the partner how it stands. */
  STATUS,
  OVERDUE
}
