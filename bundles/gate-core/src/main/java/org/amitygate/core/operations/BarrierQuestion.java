package org.amitygate.core.operations;

import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Refusal;

/** What happened at the barrier: where nobody knows, that is to be decided before anything else. */
final class BarrierQuestion {

  private BarrierQuestion() {}

  /** Nobody knows whether the vehicle of this crossing passed. */
  static boolean open(Crossing crossing) {
    HandoverState state = crossing.handover().state();
    boolean unknown =
        crossing.hold().filter(hold -> hold.has(HoldReason.BARRIER_UNKNOWN)).isPresent();
    return switch (crossing.role()) {
      case EXIT ->
          state == HandoverState.HOLD_BARRIER
              || (unknown && (state == HandoverState.OPENING || state == HandoverState.OPENED));
      case ENTRY -> unknown && (state == HandoverState.RECEIVED || state == HandoverState.CLEARED);
    };
  }

  /**
   * @throws Refusal it is open, and how a person decides it
   */
  static void answered(Crossing crossing) throws Refusal {
    if (open(crossing)) {
      throw new Refusal(
          crossing.name()
              + " is in HOLD_BARRIER: decide what happened with 'gate:crossing resolve' first");
    }
  }
}
