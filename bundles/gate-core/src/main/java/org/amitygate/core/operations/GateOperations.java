package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What people do and see, as an OSGi service. Every change completes after it is on disk with one
 * sentence for the person, or fails with {@link org.amitygate.core.journal.Refusal}. {@code
 * crossing} is an id, a short name, or a plate with one open crossing.
 */
public interface GateOperations {

  /** How many crossings are found unless it is told. */
  int USUAL_LIMIT = 50;

  /**
   * Ends the hold of a crossing. If another one lies under it, the crossing is held for that; else
   * it goes back to the stage that held, runs all later checks and opens nothing by itself.
   *
   * @param of reason of the hold that the person has looked at: another one stays. Empty: the one
   *     that stands, but none within 10 s after another was released
   */
  CompletableFuture<String> release(Actor actor, String crossing, String of, String reason);

  /** The hold that stands. */
  default CompletableFuture<String> release(Actor actor, String crossing, String reason) {
    return release(actor, crossing, "", reason);
  }

  /**
   * A person reads the plate of a vehicle that is held for it, on the picture or at the lane, in
   * the camera's place. The crossing goes back as by {@link #release}, and everything is checked
   * with that plate.
   *
   * @param at {@code entry} or {@code exit}: which camera's place
   */
  CompletableFuture<String> read(
      Actor actor, String crossing, String plate, String at, String reason);

  /**
   * Ends a held crossing as refused, and tells the partner whose offer stands. Refused itself when
   * the vehicle was promised to be taken, or has left.
   *
   * @param of reason of the hold that the person has looked at; empty: whichever stands
   */
  CompletableFuture<String> refuse(Actor actor, String crossing, String of, String reason);

  /** Whatever it is held for. */
  default CompletableFuture<String> refuse(Actor actor, String crossing, String reason) {
    return refuse(actor, crossing, "", reason);
  }

  /**
   * Takes back what was announced, such as one of two declarations of a plate. Refused if it serves
   * a crossing.
   *
   * @param reference of the declaration
   */
  CompletableFuture<String> withdrawDeclaration(Actor actor, String reference, String reason);

  /**
   * GATE_STOP of a lane or of {@code all}: in force when this returns, unless the role, the reason
   * or the lane is refused. One that the journal then does not take fails with a refusal that says
   * so, and is in force until the server starts again.
   */
  CompletableFuture<String> stop(Actor actor, String laneOrAll, String reason);

  /** Lifts a GATE_STOP: the first call asks, the same call by another account lifts. */
  CompletableFuture<String> resume(Actor actor, String laneOrAll, String reason);

  /** Opens a lane again that an alarm closed or degraded. Opens no barrier. */
  CompletableFuture<String> openLane(Actor actor, String lane, String reason);

  CompletableFuture<String> closeLane(Actor actor, String lane, String reason);

  /**
   * Records a vehicle that was passed by hand: the first call proposes, the same call by another
   * account records.
   *
   * @param direction {@code export} or {@code import}, as vehicles go through the lane now: a wrong
   *     direction is a wrong lane; empty: as the lane is
   */
  CompletableFuture<String> record(
      Actor actor, String plate, String lane, String direction, String reason);

  /**
   * Decides what happened at the barrier of a crossing in HOLD_BARRIER: departed, not-departed or
   * not-opened.
   */
  CompletableFuture<String> resolve(Actor actor, String crossing, String what, String reason);

  /**
   * Has all crossings of a flow's version that wait or are held go on with another one, where both
   * declare their stages compatible; says who stays, and why.
   */
  CompletableFuture<String> moveCrossings(
      Actor actor, String flow, String from, String to, String reason);

  /** The same for one crossing. */
  CompletableFuture<String> moveCrossing(Actor actor, String crossing, String to, String reason);

  /** Keeps everything of a crossing, whatever the retention rules say. */
  CompletableFuture<String> holdLegally(Actor actor, String crossing, String reason);

  /** Lifts a legal hold: the first call asks, the same call by another account lifts. */
  CompletableFuture<String> liftLegalHold(Actor actor, String crossing, String reason);

  /** Crossings under legal hold: {@code name, at, by, why, liftAskedBy}. */
  CompletableFuture<List<ObjectNode>> legalHolds();

  /** Lanes with state, alarms, what stands in the zone, and what it waits for. */
  CompletableFuture<List<ObjectNode>> lanes();

  /**
   * Crossings that fit, newest first, each with a {@code cursor} to go on from. What is looked for
   * is recorded before anything is found.
   *
   * @param criteria as typed: {@code text, plate, container, declaration, name, state, reason,
   *     lane, from, to, after, limit}; none: the most recent
   */
  CompletableFuture<List<ObjectNode>> crossings(Actor actor, Map<String, String> criteria);

  /**
   * One crossing: {@code crossing} and its {@code timeline}, every record in order; {@code
   * legalHold} says why, if it is under one. Who is looked up by anything but an id or a short name
   * is recorded before it is found.
   */
  CompletableFuture<ObjectNode> crossing(Actor actor, String crossing);
}
