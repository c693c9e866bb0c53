package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.handover.ReconciliationDesk.Report;

/**
 * What people agree with the people of the other gate, as an OSGi service. As with {@link
 * GateOperations}, every change completes after it is on disk with one sentence for the person, or
 * fails with {@link org.amitygate.core.journal.Refusal}. {@code crossing} is an id, a short name,
 * or a plate with one open crossing.
 */
public interface PartnerOperations {

  /** Opens a joint inspection: nothing moves until both results are equal. */
  CompletableFuture<String> inspect(Actor actor, String crossing, String reason);

  /**
   * Gives this side's result of a joint inspection; the first one counts.
   *
   * @param findings by name, as typed: {@code true}, {@code false} and whole numbers are such
   */
  CompletableFuture<String> inspected(
      Actor actor, String crossing, Map<String, String> findings, String reason);

  /** Exit side: puts another seal on, after a joint inspection that is agreed and before COMMIT. */
  CompletableFuture<String> reseal(Actor actor, String crossing, String seal, String reason);

  /** Asks the other side to take a received vehicle back. Opens nothing. */
  CompletableFuture<String> requestReturn(Actor actor, String crossing, String reason);

  /** Agrees that a received vehicle goes back. Opens nothing. */
  CompletableFuture<String> acceptReturn(Actor actor, String crossing, String reason);

  /**
   * Entry side: enters that the vehicle arrived and was let in by hand; the first call proposes,
   * the same call by another account signs.
   */
  CompletableFuture<String> received(Actor actor, String crossing, String reason);

  /** Entry side: wants an advised vehicle not to be offered, or lets it be offered. */
  CompletableFuture<String> advice(Actor actor, String called, boolean hold, String reason);

  /**
   * Tells the other side how many more vehicles are taken on a lane.
   *
   * @param until as typed: a time to come, in the gate's zone or UTC
   */
  CompletableFuture<String> quota(
      Actor actor, String lane, String count, String until, String reason);

  /**
   * Tells the other side of an incident, to be acknowledged in time. The reason stays here.
   *
   * @param kind a code, such as {@code FIRE}
   */
  CompletableFuture<String> incident(Actor actor, String lane, String kind, String reason);

  /** Acknowledges an incident that the other side told. */
  CompletableFuture<String> acknowledge(Actor actor, String incident, String reason);

  /** Wants a tidal lane turned or agrees to it ({@code change}), or wants it to stay as it is. */
  CompletableFuture<String> laneDirection(Actor actor, String lane, boolean change, String reason);

  /**
   * Compares with a partner what both know of the crossings that began in the time until now.
   * Changes nothing that people decide on and takes no reason.
   *
   * @param back at most 31 days
   * @return completes when the partner has answered, which may be never
   */
  CompletableFuture<Report> reconcile(Actor actor, String partner, Duration back);

  /**
   * What waits between the gates: {@code what, id, partner, lane, name, state, at, until}, as far
   * as there is such.
   */
  CompletableFuture<List<ObjectNode>> pending();
}
