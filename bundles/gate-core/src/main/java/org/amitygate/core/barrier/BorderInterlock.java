package org.amitygate.core.barrier;

import java.util.Optional;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.journal.Transaction;

/**
 * The only way to open a barrier. Called by the handover tables' OPEN, inside their transaction. An
 * OSGi service.
 */
public interface BorderInterlock {

  /**
   * Checks everything and writes the intent; the command leaves after the commit, and once. What
   * became of it comes back as {@link org.amitygate.core.handover.HandoverEvent}: Opened,
   * NotOpened, Departed, NotDeparted, Unproven.
   *
   * <p>Both sides: COMMIT_OK of this epoch, the crossing not held, its vehicle at the stop line,
   * boom closed, controller online, lane open, gate operating, no GATE_STOP, no opening of this
   * barrier unfinished. Exit side: COMMITTED; its plate was read again at the stop line, not by a
   * driver on probation alone, and since it was watched last; the strip is free. Entry side:
   * RECEIVED or CLEARED, and the vehicle was matched with the one that the partner sent. Whether
   * the partner's lane takes vehicles is for the caller to ask.
   *
   * @return why it must not be opened; empty if the intent is written
   */
  Optional<String> open(Transaction tx, Crossing crossing);

  /**
   * Why a COMMIT should not be sent yet (exit side), by the same checks as far as they can hold
   * before COMMIT_OK.
   */
  Optional<String> notReady(Transaction tx, Crossing crossing);

  /** Why a lane cannot be turned yet: a vehicle in its zone, in its strip or at its barrier. */
  Optional<String> notDrained(Transaction tx, String lane);

  /**
   * Why this side cannot take a vehicle into the lane's strip now (entry side): STOP, LANE_CLOSED,
   * STRIP_FULL.
   */
  Optional<String> cannotTake(Transaction tx, Crossing crossing);
}
