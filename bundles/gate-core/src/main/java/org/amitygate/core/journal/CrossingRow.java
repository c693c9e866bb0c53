package org.amitygate.core.journal;

import java.time.Instant;
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
    Body body) {}
