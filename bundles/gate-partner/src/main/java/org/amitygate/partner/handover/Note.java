package org.amitygate.partner.handover;

import org.amitygate.core.handover.Handover;

/** What a handover remembers beside its state. */
public enum Note {
  /** Exit side: why the OFFER that the flow wanted waits. */
  OFFER_WAITS(Handover.OFFER_WAITS),
  /** Of the vehicle: {@code sent} (exit side), {@code acknowledged} or {@code held}. */
  ADVICE("advice", true),
  /** Exit side: why the partner holds the advised vehicle. */
  ADVICE_WHY(Handover.ADVICE_WHY, true),
  /** Exit side: {@code yes} once the flow wanted the COMMIT that the lane was not ready for. */
  COMMIT_WANTED("commitWanted"),
  /**
   * Entry side: {@code wanted}, {@code opening}, {@code opened}, {@code passed} or {@code unknown}.
   */
  OWN_BARRIER("ownBarrier"),
  /** Entry side: {@code yes} once a command of its own barrier never came to the controller. */
  COMMAND_LOST("commandLost"),
  /** Joint inspection: {@code open}, {@code agreed} or {@code disputed}; it is of the vehicle. */
  JOINT("joint", true),
  /** Digest of the result that this side signed. */
  JOINT_OURS("jointOurs", true),
  /** Digest of the result that the partner signed. */
  JOINT_THEIRS("jointTheirs", true),
  /** {@code changed} once a joint inspection put another seal on. */
  SEAL("seal", true),
  /** {@code asked} by this side, {@code wanted} by the partner, or {@code accepted} by both. */
  RETURN("return");

  private final String key;
  private final boolean lasting;

  Note(String key) {
    this(key, false);
  }

  Note(String key, boolean lasting) {
    this.key = key;
    this.lasting = lasting;
  }

  /** It is remembered when an epoch ends; all others are forgotten then. */
  boolean lasting() {
    return lasting;
  }

  /** Its name in the handover's stored data. */
  public String key() {
    return key;
  }
}
