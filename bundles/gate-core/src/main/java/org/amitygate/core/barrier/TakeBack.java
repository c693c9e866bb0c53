package org.amitygate.core.barrier;

import java.util.Optional;
import java.util.function.Predicate;
import org.amitygate.core.barrier.Opening.Phase;
import org.amitygate.core.journal.Transaction;

/**
 * Takes the command of an opening back that is not yet made, when the vehicle that it is for must
 * not pass any more. What the boom did all the same is proved as after every cancelling. Inside
 * transactions, on the writer.
 */
final class TakeBack {

  private final BarrierDrive drive;
  private final OpeningRecord record;

  TakeBack(BarrierDrive drive, OpeningRecord record) {
    this.drive = drive;
    this.record = record;
  }

  /** GATE_STOP. A command that has not left yet does not leave. */
  void stopped(Transaction tx, Lane lane) {
    cancel(tx, lane, opening -> opening.phase() == Phase.ACCEPTED, "STOP");
  }

  /** Another vehicle was read at the stop line than the one that an opening is to be made for. */
  void another(Transaction tx, Lane lane) {
    cancel(tx, lane, TakeBack::toBeMade, "ANOTHER_VEHICLE");
  }

  /** The vehicle that an opening is to be made for has left the zone. */
  void left(Transaction tx, Lane lane) {
    cancel(tx, lane, TakeBack::toBeMade, "VEHICLE_LEFT");
  }

  /** The crossing that an opening is for is held. @param state as shown */
  void held(Transaction tx, Lane lane, String state) {
    Optional<Opening> opening = lane.opening().filter(TakeBack::toBeMade);
    opening.ifPresent(o -> record.notRepeated(tx, lane, o, "the crossing is " + state));
    cancel(tx, lane, TakeBack::toBeMade, "OFFLINE");
  }

  /** The other side has the vehicle: its opening is used up, or must never be made. */
  void received(Transaction tx, Lane lane) {
    if (lane.opening().filter(Opening::opened).isPresent()) {
      lane.endOpening(true);
    } else {
      cancel(tx, lane, TakeBack::toBeMade, "RECEIVED");
    }
  }

  private static boolean toBeMade(Opening opening) {
    return opening.phase() == Phase.INTENDED || opening.phase() == Phase.ACCEPTED;
  }

  private void cancel(Transaction tx, Lane lane, Predicate<Opening> which, String cause) {
    lane.opening().filter(which).ifPresent(opening -> drive.cancel(tx, lane, opening, cause));
  }
}
