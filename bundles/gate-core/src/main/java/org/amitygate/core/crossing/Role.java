package org.amitygate.core.crossing;

/** Which side of the border line a gate is for a crossing. */
public enum Role {
  /** The vehicle leaves here. */
  EXIT,
  /** The vehicle enters here. */
  ENTRY
}
