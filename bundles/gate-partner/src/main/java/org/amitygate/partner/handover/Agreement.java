package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.COMMITTED;
import static org.amitygate.core.handover.HandoverState.COMMITTING;
import static org.amitygate.core.handover.HandoverState.HOLD_BARRIER;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.MISMATCH;
import static org.amitygate.core.handover.HandoverState.OFFERED;
import static org.amitygate.core.handover.HandoverState.OPENED;
import static org.amitygate.core.handover.HandoverState.OPENING;
import static org.amitygate.core.handover.HandoverState.REFUSED;

import java.util.EnumSet;
import java.util.Set;
import org.amitygate.core.handover.HandoverState;

/**
 * Whether the two sides say the same of a handover when each has heard everything that the other
 * said. Protocol, "any: STATUS_REQ → STATUS", and its fifth invariant: after any partition heals,
 * both sides reach equal state.
 */
final class Agreement {

  /** Exit side: a time limit of its own runs, after which it says more. */
  private static final Set<HandoverState> WAITS = EnumSet.of(OFFERED, COMMITTING);

  /** Exit side: what the other side knows as COMMITTED. */
  private static final Set<HandoverState> AT_THE_BARRIER =
      EnumSet.of(COMMITTED, OPENING, OPENED, HOLD_BARRIER);

  private static final Set<HandoverState> NOTHING = EnumSet.of(LOCAL, REFUSED);

  private Agreement() {}

  static boolean between(HandoverState exit, int exitEpoch, HandoverState entry, int entryEpoch) {
    if (WAITS.contains(exit)) {
      return true;
    }
    if (exit == LOCAL && NOTHING.contains(entry)) {
      return entryEpoch <= exitEpoch; // it may never have heard of the last attempts
    }
    if (exitEpoch != entryEpoch) {
      return false;
    }
    // a vehicle that is not this one may be seen in the strip at any time
    return AT_THE_BARRIER.contains(exit) ? entry == COMMITTED || entry == MISMATCH : exit == entry;
  }
}
