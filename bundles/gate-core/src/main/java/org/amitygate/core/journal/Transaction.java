package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One piece of work in progress: sees its own writes and everything before it. Used on the writer's
 * thread only, and not after the work has returned.
 */
public interface Transaction extends View {

  /** Gate time of this transaction: every record in it carries it. */
  Instant now();

  /**
   * Appends a record.
   *
   * @param type CamelCase, our own name, never a class of a plug-in
   * @param v version of this type's body; every one ever written stays readable
   * @param body without {@code type} and {@code v}, which are added
   * @param personal what must be erasable, such as plates and names of persons
   */
  void append(String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal);

  default void append(String stream, String type, ObjectNode body) {
    append(stream, type, 1, body, Optional.empty());
  }

  /**
   * @throws IllegalStateException the version is not the stored one + 1
   */
  void put(CrossingRow row);

  void put(String kind, String id, ObjectNode body);

  default void put(String kind, String id, Body body) {
    put(kind, id, body.tree());
  }

  void remove(String kind, String id);

  /**
   * @throws IllegalStateException the id was queued before; if a long time ago, the work may hear
   *     of it only when it is run a second time
   */
  void enqueue(Outgoing outgoing);

  /** Takes an entry out of the outbox; no error if it is not there. */
  void delivered(String outgoingId);

  /**
   * May run beside the commit, which may still fail, and again if the work is run again: whoever
   * needs it done does it {@link #afterCommit}, too. For what has no effect outside, and whose
   * result comes back as a work: that one is written after this one. On a thread that must not be
   * blocked.
   */
  default void besideCommit(Runnable task) {}

  /**
   * Runs after the commit is on disk, in the order of the calls, on a thread that must not be
   * blocked.
   */
  void afterCommit(Runnable task);
}
