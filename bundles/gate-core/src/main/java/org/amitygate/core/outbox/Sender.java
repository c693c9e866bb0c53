package org.amitygate.core.outbox;

import java.util.concurrent.CompletionStage;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;

/**
 * Delivers one kind of outgoing entries. An OSGi service with the property {@code gate.sender} (the
 * kind).
 */
public interface Sender {

  /**
   * Delivers, without blocking. A failure is repeated with back-off for as long as the entry is in
   * the outbox.
   *
   * @return the work to commit together with the entry's removal: what the delivery was answered
   *     with
   */
  CompletionStage<Journal.Work<?>> send(Outgoing outgoing);
}
