package org.amitygate.search;

import java.util.EnumSet;
import java.util.Set;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Trigger;
import org.amitygate.partner.handover.Wish;

/**
 * What the two sides may talk about beside the crossing itself. It moves nothing, so that it is
 * searched by itself, in order, with a crossing in which nothing else goes wrong.
 */
enum Talk {
  NONE(EnumSet.noneOf(MessageType.class), EnumSet.noneOf(Wish.class)),
  /** Joint inspections: their messages belong to the vehicle and not to an epoch. */
  JOINT(
      EnumSet.of(MessageType.JOINT_OPEN, MessageType.JOINT_RESULT, MessageType.SEAL_CHANGED),
      EnumSet.of(Wish.JOINT_OPEN, Wish.JOINT_RESULT, Wish.SEAL_CHANGED)),
  /** Vehicles that are told of before they are offered; of the vehicle, not of an epoch. */
  ADVICE(
      EnumSet.of(MessageType.ADVISE, MessageType.ADVISE_ACK, MessageType.ADVISE_HOLD),
      EnumSet.of(Wish.ADVISE, Wish.ADVISE_HOLD, Wish.ADVISE_RELEASE)),
  /** What becomes of a received vehicle: held, sampled, sent back. */
  AFTERWARDS(
      EnumSet.of(
          MessageType.HELD,
          MessageType.SAMPLE_PENDING,
          MessageType.RETURN_REQ,
          MessageType.RETURN_ACCEPT),
      EnumSet.of(Wish.TELL_HELD, Wish.TELL_SAMPLE, Wish.RETURN, Wish.RETURN_ACCEPT));

  private final Set<MessageType> types;
  private final Set<Wish> wishes;

  Talk(Set<MessageType> types, Set<Wish> wishes) {
    this.types = types;
    this.wishes = wishes;
  }

  /** The talk that this belongs to. */
  static Talk of(Trigger trigger) {
    for (Talk talk : values()) {
      if (talk.types.contains(trigger) || talk.wishes.contains(trigger)) {
        return talk;
      }
    }
    return NONE;
  }

  /** Its messages belong to the vehicle: they are heard in every epoch. */
  boolean ofTheVehicle() {
    return this == JOINT || this == ADVICE;
  }

  Set<MessageType> types() {
    return types;
  }

  Set<Wish> wishes() {
    return wishes;
  }
}
