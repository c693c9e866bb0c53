package org.amitygate.partner.handover;

/**
 * What can happen to a handover: a message came, a flow of this side wishes, a fact was proved, a
 * time limit passed.
 */
public sealed interface Trigger permits MessageType, Wish, Fact, Deadline {
  String name();
}
