package org.amitygate.core.crossing;

import java.util.Set;
import org.amitygate.core.handover.HandoverState;

/** What holds of a crossing that leaves while its barrier is not commanded. */
final class BeforeTheBarrier {

  private static final Set<HandoverState> OFFERING =
      Set.of(HandoverState.LOCAL, HandoverState.OFFERED, HandoverState.ACCEPTED);

  private static final Set<HandoverState> ACCEPTED =
      Set.of(HandoverState.ACCEPTED, HandoverState.COMMITTING);

  private BeforeTheBarrier() {}

  /**
   * It would go on after its vehicle has left: released from another hold, or taken back from the
   * barrier.
   */
  static boolean withoutVehicle(Crossing crossing) {
    return crossing.role() == Role.EXIT
        && crossing.state() == Crossing.State.UNDER_WAY
        && crossing.left()
        && OFFERING.contains(crossing.handover().state());
  }

  /** Why it is held that waited too long: of a barrier that was not commanded there is no doubt. */
  static HoldReason late(Crossing crossing, HoldReason said) {
    return crossing.role() == Role.EXIT
            && ACCEPTED.contains(crossing.handover().state())
            && said == HoldReason.BARRIER_UNKNOWN
        ? HoldReason.LANE_NOT_READY
        : said;
  }
}
