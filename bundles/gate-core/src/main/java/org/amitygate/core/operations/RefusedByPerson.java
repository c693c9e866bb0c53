package org.amitygate.core.operations;

import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;

/**
 * A person refuses a held crossing: as long as the other gate does not count on the vehicle being
 * taken, and the vehicle has not left. Used on the writer.
 */
final class RefusedByPerson {

  /** Why the crossing has ended, here and in what the partner is told. */
  static final String CODE = "PERSON";

  private RefusedByPerson() {}

  /**
   * @throws Refusal it is too late, and what is to be done in its place
   */
  static void possible(Crossing crossing) throws Refusal {
    HandoverState state = crossing.handover().state();
    String instead = crossing.role() == Role.EXIT ? atExit(state) : atEntry(state);
    if (!instead.isEmpty()) {
      throw new Refusal("%s is %s with the partner: %s".formatted(crossing.name(), state, instead));
    }
  }

  private static String atEntry(HandoverState state) {
    return switch (state) {
      case COMMITTED, IN_STRIP, MISMATCH ->
          "it was promised to be taken, and may be in the strip. Release it with 'gate:hold"
              + " release', or receive it by 'gate:crossing received' if it arrived unseen";
      default -> "";
    };
  }

  private static String atExit(HandoverState state) {
    return switch (state) {
      case COMMITTED, OPENING, OPENED, NOT_DEPARTED, HOLD_BARRIER ->
          "its barrier was commanded. Release it with 'gate:hold release', or decide what happened"
              + " with 'gate:crossing resolve' if that is asked; it can be refused once both gates"
              + " know that it stayed";
      case IN_STRIP, MISMATCH ->
          "it has left. Release it with 'gate:hold release'; the partner's people let it in, by"
              + " 'gate:crossing received' if need be";
      case RECEIVED, CLEARED ->
          "it is on the other side. Release it with 'gate:hold release', or ask for it by"
              + " 'gate:return request'";
      default -> "";
    };
  }

  /** Tells the partner, which has an offer standing. */
  static void tell(Transaction tx, Crossing crossing, Supplier<HandoverDesk> handover) {
    HandoverState state = crossing.handover().state();
    boolean offered = state == HandoverState.OFFERED || state == HandoverState.ACCEPTED;
    if (crossing.role() == Role.ENTRY && offered) {
      handover.get().apply(tx, crossing, new HandoverEvent.Refuse(CODE));
    }
  }
}
