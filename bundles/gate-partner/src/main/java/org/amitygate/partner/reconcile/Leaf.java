package org.amitygate.partner.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.envelope.CanonicalJson;

/**
 * One crossing as one side knows it.
 *
 * @param committedEpoch the epoch in which it is or was handed over; 0: nothing is promised
 * @param ended the state is final on this side
 * @param pending it may be known otherwise on the other side for good reason: something about it is
 *     under way or happened just now
 */
public record Leaf(
    UUID crossing, HandoverState state, int committedEpoch, boolean ended, boolean pending) {

  /** Whether it counts in the totals: final, and the other side must know. */
  boolean counts() {
    return ended && !pending;
  }

  /** RFC 8785: the same bytes on both sides if they agree. */
  byte[] bytes() {
    return CanonicalJson.bytes(
        Json.object()
            .put("crossingId", crossing.toString())
            .put("state", state.name())
            .put("committedEpoch", committedEpoch));
  }

  /** As in a message. */
  public ObjectNode json() {
    return Json.object()
        .put("crossingId", crossing.toString())
        .put("state", state.name())
        .put("committedEpoch", committedEpoch)
        .put("final", ended)
        .put("pending", pending);
  }

  /** Empty: not such an object. */
  public static Optional<Leaf> of(JsonNode json) {
    Optional<UUID> crossing = Bodies.uuid(json.path("crossingId"));
    Optional<HandoverState> state = HandoverState.of(json.path("state").asText());
    if (crossing.isEmpty() || state.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Leaf(
            crossing.get(),
            state.get(),
            json.path("committedEpoch").asInt(),
            json.path("final").asBoolean(),
            json.path("pending").asBoolean()));
  }

  /**
   * Whether what the two sides know of a crossing cannot both be true. One that one side does not
   * know is in state LOCAL there.
   */
  static boolean differ(Leaf one, Leaf other) {
    if (one.pending || other.pending) {
      return false;
    }
    if (one.cleared() || other.cleared()) {
      return one.state != other.state || one.committedEpoch != other.committedEpoch;
    }
    // One side ended it without a handover: then nothing may be promised on the other.
    return (one.ended && other.committedEpoch > 0) || (other.ended && one.committedEpoch > 0);
  }

  private boolean cleared() {
    return ended && state == HandoverState.CLEARED;
  }

  /** What a side has of a crossing that it does not know. */
  static Leaf unknown(UUID crossing) {
    return new Leaf(crossing, HandoverState.LOCAL, 0, false, false);
  }

  /** For people. */
  @Override
  public String toString() {
    return committedEpoch == 0 ? state.name() : state + " in epoch " + committedEpoch;
  }
}
