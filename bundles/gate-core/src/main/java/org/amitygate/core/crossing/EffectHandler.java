package org.amitygate.core.crossing;

import org.amitygate.core.journal.Transaction;

/**
 * Carries out one kind of effects inside the stage's commit. An OSGi service with the property
 * {@code gate.effect}.
 */
public interface EffectHandler {

  /**
   * Queues the effect (outbox, handover table). An exception fails the stage's commit, and the
   * stage with it.
   */
  void commit(Transaction tx, Crossing crossing, Effect effect);
}
