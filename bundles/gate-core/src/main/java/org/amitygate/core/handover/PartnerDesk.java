package org.amitygate.core.handover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;

/**
 * What people say to a partner beside the handover of one crossing. Implemented by gate-partner,
 * called by the operations inside their transactions, on the writer; {@link #reconcile} has its own
 * and is called on any thread. An OSGi service. Every change returns one sentence for the person.
 */
public interface PartnerDesk extends ReconciliationDesk {

  /**
   * Holds a vehicle that the partner advised, or lets it be offered.
   *
   * @param called id or short name
   * @throws Refusal no such vehicle is advised, or it is offered already
   */
  String advice(Transaction tx, String called, boolean hold, String reason) throws Refusal;

  /**
   * Tells the partner of a lane how many more vehicles are taken there until when.
   *
   * @throws Refusal the lane has no partner
   */
  String quota(Transaction tx, String lane, int count, Instant until) throws Refusal;

  /**
   * Tells the partner of a lane of an incident, which its people must acknowledge in time.
   *
   * @param kind as a code, such as {@code FIRE}: nothing of persons
   * @throws Refusal the lane has no partner
   */
  String incident(Transaction tx, String lane, String kind) throws Refusal;

  /**
   * Acknowledges an incident that the partner told.
   *
   * @param incident its id, or the end of it
   * @throws Refusal there is no such incident, or several
   */
  String acknowledge(Transaction tx, String incident) throws Refusal;

  /**
   * People here want a tidal lane turned, or agree to it ({@code change}), or want it to stay.
   *
   * @throws Refusal it is not tidal, or there is nothing to keep
   */
  String laneDirection(Transaction tx, String lane, boolean change) throws Refusal;

  /**
   * Vehicles that were advised and not offered yet, incidents that are not settled, lanes that
   * turn, and returns that are not answered.
   */
  List<ObjectNode> pending(View view);
}
