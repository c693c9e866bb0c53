package org.amitygate.world.plan;

import java.util.Locale;

/** How a crossing is planned to end in the exit gate's records. */
public enum PlannedEnd {
  DONE,
  HELD,
  REFUSED;

  /** The name in the ledger. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
