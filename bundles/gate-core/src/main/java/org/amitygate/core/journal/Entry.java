package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One record as it stands in the journal.
 *
 * @param stream such as {@code crossing:…}, {@code lane:L3}, {@code device:L3.io}, {@code
 *     partner:…}, {@code gate}
 * @param seq from 1 in each stream, without gaps
 * @param body {@code type}, {@code v} and what the type says
 * @param personal personal values, kept apart so that they can be erased; empty if there are none
 *     or they were erased
 */
public record Entry(
    String stream, long seq, UUID id, Instant at, ObjectNode body, Optional<ObjectNode> personal) {

  public String type() {
    return body.path("type").asText();
  }
}
