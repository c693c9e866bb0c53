package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.amitygate.core.barrier.Opening.Phase;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.device.BarrierState;

/**
 * Writes down, inside a transaction, what became of an opening: in the lane, in the crossing's
 * timeline, and to the handover. On the writer only; talks to no device.
 */
final class OpeningRecord {

  private final Lanes lanes;
  private final CrossingDesk crossings;
  private final Supplier<HandoverDesk> handover;
  private final Consumer<String> follow;

  /** {@code follow}: lets whatever waits for a lane go on. */
  OpeningRecord(
      Lanes lanes,
      CrossingDesk crossings,
      Supplier<HandoverDesk> handover,
      Consumer<String> follow) {
    this.lanes = lanes;
    this.crossings = crossings;
    this.handover = handover;
    this.follow = follow;
  }

  void accepted(Transaction tx, Lane lane, Opening opening) {
    opening.enter(Phase.ACCEPTED, tx.now());
    note(tx, lane, opening, "OpeningAccepted", "");
    lanes.put(tx, lane);
  }

  void opened(Transaction tx, Lane lane, Opening opening) {
    boolean first = !opening.opened();
    opening.enter(Phase.OPENED, tx.now());
    note(tx, lane, opening, "BarrierOpened", "");
    lanes.put(tx, lane);
    if (first) {
      tell(tx, opening, new HandoverEvent.Opened());
    }
  }

  void repeated(Transaction tx, Lane lane, Opening opening) {
    opening.repeat();
    note(tx, lane, opening, "OpeningRepeated", "the controller does not have the token");
    lanes.put(tx, lane);
  }

  /** Noted where the interlock notes whatever it denies. */
  void notRepeated(Transaction tx, Lane lane, Opening opening, String why) {
    ObjectNode body = Json.object().put("lane", lane.id()).put("epoch", opening.epoch());
    crossings
        .find(tx, opening.crossing())
        .ifPresent(c -> crossings.note(tx, c, "OpeningDenied", body.put("why", why)));
  }

  void cancelled(Transaction tx, Lane lane, Opening opening, String cause) {
    opening.cancel(cause, tx.now());
    note(tx, lane, opening, "OpeningCancelled", cause);
    lanes.put(tx, lane);
  }

  /** Ends the opening, if there is one, and tells the handover how. */
  void end(Transaction tx, Lane lane, HandoverEvent event) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null) {
      return;
    }
    boolean passed = event instanceof HandoverEvent.Departed;
    note(tx, lane, opening, "OpeningEnded", event.toString());
    lane.endOpening(passed);
    if (passed && lane.zone().holds(opening.crossing())) {
      lane.zone().vacate(tx.now());
    }
    lanes.put(tx, lane);
    tell(tx, opening, event);
    tx.afterCommit(() -> follow.accept(lane.id()));
  }

  private void tell(Transaction tx, Opening opening, HandoverEvent event) {
    Crossing crossing = crossings.find(tx, opening.crossing()).orElseThrow();
    handover.get().apply(tx, crossing, event);
    crossings.put(tx, crossing);
  }

  private void note(Transaction tx, Lane lane, Opening opening, String type, String text) {
    ObjectNode body = Json.object().put("lane", lane.id()).put("token", opening.token());
    body.put("epoch", opening.epoch()).put("text", text);
    crossings
        .find(tx, opening.crossing())
        .ifPresent(crossing -> crossings.note(tx, crossing, type, body));
  }

  /** A sentence for the person who must decide. */
  static String describe(BarrierState state) {
    return "boom "
        + state.position()
        + ", left closed "
        + state.leftClosedCount()
        + " times, "
        + state.passageCount()
        + " passages, exit loop "
        + (state.exitOccupied() ? "occupied" : "clear")
        + ", controller started "
        + state.bootCount()
        + " times";
  }
}
