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

  /** Why there is nothing to decide. */
  static String none(Crossing crossing) {
    return "%s has no open question of its barrier; it is %s, and %s with the partner"
        .formatted(crossing.name(), crossing.shownState(), crossing.handover().state());
  }

  /** Why a person cannot decide it now, and when. */
  static String tooEarly(Crossing crossing) {
    return "%s is %s with the partner: its barrier may still prove what happened. Close its boom, or"
            .formatted(crossing.name(), crossing.handover().state())
        + " isolate its controller: when that was away for 10 min the question is yours";
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
