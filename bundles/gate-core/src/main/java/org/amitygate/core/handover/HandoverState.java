package org.amitygate.core.handover;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where a crossing stands between the two gates, as this side knows it. Names as in the partner
 * protocol.
 */
public enum HandoverState {
  /** Only this side knows of it, or the epoch before was closed. */
  LOCAL,
  OFFERED,
  ACCEPTED,
  /** Exit side: COMMIT sent, no answer yet. */
  COMMITTING,
  COMMITTED,
  /** Exit side: the intent to open is on disk. */
  OPENING,
  /** Exit side: the boom left its closed position. */
  OPENED,
  IN_STRIP,
  /** Exit side: opened, the vehicle did not move; waits for ANNUL_OK. */
  NOT_DEPARTED,
  /** Exit side: nobody knows whether it opened or passed; a person decides. */
  HOLD_BARRIER,
  RECEIVED,
  CLEARED,
  /** The vehicle in the strip is another one. */
  MISMATCH,
  REFUSED;

  /** Empty: no state has this name. */
  public static Optional<HandoverState> of(String name) {
    return Arrays.stream(values()).filter(state -> state.name().equals(name)).findFirst();
  }
}
