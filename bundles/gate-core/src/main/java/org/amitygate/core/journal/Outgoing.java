package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * Something that leaves the gate after its commit, repeated until delivered.
 *
 * @param id idempotency key, unique for ever
 * @param queue entries of one queue are delivered one after another, in order; queues do not wait
 *     for each other
 * @param kind chooses the {@code Sender}
 * @param queuedAt gate time
 */
public record Outgoing(String id, String queue, String kind, Instant queuedAt, ObjectNode body) {}
