package org.amitygate.partner.handover;

/** What a handover remembers beside its state; forgotten when an epoch ends. */
public enum Note {
  /** Exit side: {@code yes} once the flow wanted the COMMIT that the lane was not ready for. */
  COMMIT_WANTED("commitWanted"),
  /**
   * Entry side: {@code wanted}, {@code opening}, {@code opened}, {@code passed} or {@code unknown}.
   */
  OWN_BARRIER("ownBarrier"),
  /** Entry side: {@code yes} once a command of its own barrier never came to the controller. */
  COMMAND_LOST("commandLost");

  private final String key;

  Note(String key) {
    this.key = key;
  }

  /** Its name in the handover's stored data. */
  public String key() {
    return key;
  }
}
