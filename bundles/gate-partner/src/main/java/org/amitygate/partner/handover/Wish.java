package org.amitygate.partner.handover;

/** What this side's flow, or the engine for it, wants. */
public enum Wish implements Trigger {
  OFFER,
  WITHDRAW,
  COMMIT,
  ACCEPT,
  REFUSE,
  CLEAR,
  JOINT_OPEN,
  JOINT_RESULT
}
