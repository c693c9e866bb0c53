package org.amitygate.partner.handover;

/** What this side's flow, or the engine for it, wants. */
public enum Wish implements Trigger {
  /** Exit side: tell the other of a vehicle before it is offered. */
  ADVISE,
  /** Entry side: the other shall not offer a vehicle that it advised. */
  ADVISE_HOLD,
  /** Entry side: it may offer it now. */
  ADVISE_RELEASE,
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
  JOINT_RESULT,
  /** Exit side: a joint inspection put another seal on. */
  SEAL_CHANGED
}
