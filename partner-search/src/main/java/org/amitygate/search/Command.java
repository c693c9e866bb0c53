package org.amitygate.search;

/** What became of the command to open a barrier, as its controller has it. */
enum Command {
  NONE,
  /** The intent is on disk, nothing was sent. */
  INTENDED,
  /** It lies in the controller and may open the barrier at any time. */
  QUEUED,
  OPEN,
  /** It opened and is closed again; the controller refuses the command from now on. */
  CLOSED,
  /** It never opened; the controller refuses the command from now on. */
  CANCELLED,
  /** The controller never had it and refuses it from now on. */
  LOST;

  boolean opened() {
    return this == OPEN || this == CLOSED;
  }
}
