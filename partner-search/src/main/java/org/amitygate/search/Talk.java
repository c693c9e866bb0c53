package org.amitygate.search;

import java.util.EnumSet;
import java.util.Set;
import org.amitygate.partner.handover.MessageType;

/**
 * What the two sides may talk about beside the crossing itself. It moves nothing, so that it is
 * searched by itself, in order, with a crossing in which nothing else goes wrong.
 */
enum Talk {
  NONE,
  /** Joint inspections: their messages belong to the vehicle and not to an epoch. */
  JOINT(MessageType.JOINT_OPEN, MessageType.JOINT_RESULT),
  /** What becomes of a received vehicle: held, sampled, sent back. */
  AFTERWARDS(
      MessageType.HELD,
      MessageType.SAMPLE_PENDING,
      MessageType.RETURN_REQ,
      MessageType.RETURN_ACCEPT);

  private final Set<MessageType> types;

  Talk(MessageType... types) {
    this.types = EnumSet.noneOf(MessageType.class);
    this.types.addAll(Set.of(types));
  }

  /** Whether messages of this kind travel in a search with this talk. */
  boolean hears(MessageType type) {
    for (Talk talk : values()) {
      if (talk != this && talk.types.contains(type)) {
        return false;
      }
    }
    return true;
  }

  Set<MessageType> types() {
    return types;
  }
}
