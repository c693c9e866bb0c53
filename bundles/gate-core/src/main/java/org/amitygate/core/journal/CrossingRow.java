package org.amitygate.core.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A crossing as the store keeps it: what is searched by, and the whole as JSON.
 *
 * @param name the short name that people say on the radio
 * @param role {@code EXIT} or {@code ENTRY}
 * @param reason of a hold or refusal; empty otherwise
 * @param plate upper case, without separators; empty if not known
 * @param open false once it ended
 * @param dueAt when the gate must look at it again without any event
 * @param version rises by one at each write; a write on an older version fails
 * @param words what it is found by, besides state, reason, lane and time
 */
public record CrossingRow(
    UUID id,
    String name,
    String role,
    String lane,
    String flow,
    String flowVersion,
    String state,
    String stage,
    String reason,
    String plate,
    String declaration,
    boolean open,
    Instant openedAt,
    Instant changedAt,
    Optional<Instant> dueAt,
    int version,
    Body body,
    Words words) {

  /** Found by its plate, declaration and name. */
  public CrossingRow(
      UUID id,
      String name,
      String role,
      String lane,
      String flow,
      String flowVersion,
      String state,
      String stage,
      String reason,
      String plate,
      String declaration,
      boolean open,
      Instant openedAt,
      Instant changedAt,
      Optional<Instant> dueAt,
      int version,
      Body body) {
    this(
        id,
        name,
        role,
        lane,
        flow,
        flowVersion,
        state,
        stage,
        reason,
        plate,
        declaration,
        open,
        openedAt,
        changedAt,
        dueAt,
        version,
        body,
        Words.of(List.of(plate), "", declaration, name));
  }
}
