package org.amitygate.partner.handover;

/** What this side's flow, or the engine for it, wants. */
public enum Wish implements Trigger {
  OFFER,
  WITHDRAW,
  COMMIT,
  ACCEPT,
  REFUSE,
  CLEAR,
  /** Entry side: tell the other that a received vehicle is held. */
  TELL_HELD,
  /** Entry side: tell the other that a sample of a received vehicle is with a laboratory. */
  TELL_SAMPLE,
  RETURN,
  RETURN_ACCEPT,
  JOINT_OPEN,
  JOINT_RESULT
}
