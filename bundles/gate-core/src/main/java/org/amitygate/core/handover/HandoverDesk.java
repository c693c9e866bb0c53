package org.amitygate.core.handover;

import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.journal.Transaction;

/**
 * Runs the state tables: implemented by gate-partner, called by the engine and the interlock inside
 * their transactions, on the writer. An OSGi service.
 */
public interface HandoverDesk {

  /**
   * Asks for the desk.
   *
   * @param service fails with IllegalStateException while gate-partner is away, as in an update
   * @return empty while it is: nothing waits for it, and all is told when it is back
   */
  static Optional<HandoverDesk> ifThere(Supplier<HandoverDesk> service) {
    try {
      return Optional.of(service.get());
    } catch (IllegalStateException away) {
      return Optional.empty();
    }
  }

  /**
   * Applies one event to the crossing's handover, and everything that follows: messages into the
   * outbox, signals to the flow, opening through the interlock. An event that the table does not
   * know in this state is recorded and changes nothing. The caller puts the crossing back into the
   * transaction.
   */
  void apply(Transaction tx, Crossing crossing, HandoverEvent event);

  /**
   * Why a barrier must not be opened that the table has let open before: what the other side has
   * said since, and what both sides have not agreed on. Empty: nothing speaks against it here.
   */
  default Optional<String> mustNotOpen(Transaction tx, Crossing crossing) {
    return Optional.empty();
  }

  /**
   * Tells the partner of a lane's state: OPEN, DEGRADED, CLOSED, STOP.
   *
   * @param reason a code of this gate's: {@code PERSON} or {@code HOURS}. What people wrote stays
   *     here
   */
  void laneState(Transaction tx, String lane, String state, String reason);

  /**
   * Tells the partner of an alarm of a lane ({@code TAILGATE}, {@code UNCOMMANDED_OPENING}) and of
   * the state that the lane has since.
   */
  void laneAlarm(Transaction tx, String lane, String state, String kind);

  /** Tells the partner of a vehicle that was passed by hand; why is not told. */
  void passedByHand(Transaction tx, Crossing crossing, String plate);

  /** Forgets what is kept of an ended crossing beside its records and names a person. */
  void forget(Transaction tx, Crossing crossing);
}
