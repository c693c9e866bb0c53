package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;

/**
 * Crossings inside a transaction: what the handover, the interlock and the operations use.
 * Implemented by the engine, an OSGi service. Every method runs on the writer; {@link #put} makes
 * the changes of a crossing part of the transaction and, when it can run a stage, has it begun
 * beside the commit.
 */
public interface CrossingDesk {

  Optional<Crossing> find(Transaction tx, UUID id);

  /** The crossing whose vehicle is in the lane's zone. */
  Optional<Crossing> inZone(Transaction tx, String lane);

  /**
   * Begins a crossing with the first stage of the lane's flow, and puts it.
   *
   * @param name the short name given by the exit side; empty: make one
   * @throws Refusal there is no such lane, or its flow is not installed
   */
  Crossing begin(
      Transaction tx, UUID id, String name, Role role, String lane, Map<String, Object> facts)
      throws Refusal;

  /**
   * Whether {@link #begin} would.
   *
   * @throws Refusal why not
   */
  void mayBegin(Role role, String lane) throws Refusal;

  void put(Transaction tx, Crossing crossing);

  /**
   * Gives the crossing a signal: it starts the stage that waits for it, or is kept until one does.
   */
  void signal(Transaction tx, Crossing crossing, String name, Map<String, Object> data);

  /** Takes the signals of this name back that no stage has begun with yet. */
  void unsay(Crossing crossing, String name);

  /** Holds the crossing for a person, whatever it was doing. No effect on one that has ended. */
  void hold(Transaction tx, Crossing crossing, HoldReason reason, String text);

  /** Ends it: refused by the partner or a person. */
  void refuse(Transaction tx, Crossing crossing, String code);

  /** Ends it well. */
  void done(Transaction tx, Crossing crossing);

  /** Changes a fact of the vehicle outside of a stage; what it was and what it is are on record. */
  void correct(Transaction tx, Crossing crossing, String fact, String value);

  /** Adds a record to the crossing's timeline (stream {@code crossing:ID}). */
  void note(Transaction tx, Crossing crossing, String type, ObjectNode body);

  /**
   * Adds a record with values that can be erased.
   *
   * @param v version of this type's body. Those of 1 have the personal values in the body, or lack
   *     them
   */
  void note(
      Transaction tx, Crossing crossing, String type, int v, ObjectNode body, ObjectNode personal);
}
