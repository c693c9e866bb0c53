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
   * <p>Exit side: COMMIT_OK of this epoch, not held, vehicle at the stop line with its identity
   * read again there, boom closed, controller online, lane open, no GATE_STOP, no opening of this
   * epoch before. Entry side: RECEIVED in this epoch instead of COMMIT_OK, and no second reading is
   * asked for.
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
