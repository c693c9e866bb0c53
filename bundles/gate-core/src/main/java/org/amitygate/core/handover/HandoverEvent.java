package org.amitygate.core.handover;

import java.util.Map;

/**
 * Something of this side that concerns the handover: what the flow wants, what the barrier and the
 * sensors proved.
 */
public sealed interface HandoverEvent {

  // What a flow asks for (crossing's own stage commit).

  /**
   * Exit side. {@code facts} is the GATE data set: plate, container, grossKg, lane, declaration.
   */
  record Offer(Map<String, Object> facts) implements HandoverEvent {}

  /** Exit side: tells the other of the vehicle before it is offered; {@code facts} as in Offer. */
  record Advise(Map<String, Object> facts) implements HandoverEvent {}

  /** Entry side: a person wants the advised vehicle not to be offered. */
  record AdviseHold(String reason) implements HandoverEvent {}

  /** Entry side: it may be offered. */
  record AdviseRelease() implements HandoverEvent {}

  /** Exit side: take the offer back while nothing is opened. */
  record Withdraw(Why why) implements HandoverEvent {

    /** All that the other side is told: not who holds the vehicle, nor for what. */
    public enum Why {
      HELD,
      MANUAL_PASSING
    }
  }

  /** Exit side: the vehicle stands at the barrier, commit as soon as the lane is ready. */
  record Commit() implements HandoverEvent {}

  /** Entry side. */
  record Accept() implements HandoverEvent {}

  /** Entry side. */
  record Refuse(String code) implements HandoverEvent {}

  /** Entry side: formalities done. */
  record Clear() implements HandoverEvent {}

  /** Entry side: tells the other that the received vehicle is held. */
  record TellHeld(String reason) implements HandoverEvent {}

  /** Entry side: tells the other that a sample of the received vehicle is with a laboratory. */
  record TellSamplePending(String reason) implements HandoverEvent {}

  /** Either side: asks that a received vehicle goes back. */
  record Return(String reason) implements HandoverEvent {}

  /** Either side: agrees that it goes back. Opens nothing. */
  record ReturnAccept() implements HandoverEvent {}

  /** Either side: asks for a joint inspection. */
  record JointOpen(String reason) implements HandoverEvent {}

  /**
   * Either side: what this side's people found. Texts, numbers and booleans by name; equal to the
   * other side's result only if every member is.
   */
  record JointResult(Map<String, Object> result) implements HandoverEvent {

    public JointResult {
      result = Map.copyOf(result);
    }
  }

  /** Exit side: people put another seal on, after a joint inspection that both sides agreed. */
  record SealChanged(String oldSeal, String newSeal) implements HandoverEvent {}

  // What the lane proves (zone and interlock).

  /** Something changed at the lane that a wanted COMMIT may have waited for. */
  record LaneChanged() implements HandoverEvent {}

  /** The controller left its closed end position for our token. */
  record Opened() implements HandoverEvent {}

  /**
   * Proved never to have left closed, and the token is cancelled. {@code cause}: STUCK, STOP,
   * REFUSED, OFFLINE, ANOTHER_VEHICLE, VEHICLE_LEFT, RECEIVED, UNPROVEN.
   */
  record NotOpened(String cause) implements HandoverEvent {}

  /** Passage loop rose and fell, seen without a break, exit loop clear. */
  record Departed() implements HandoverEvent {}

  /**
   * Opened, but the boom is closed again with the vehicle at the stop line, passage count
   * unchanged, token cancelled.
   */
  record NotDeparted() implements HandoverEvent {}

  /** What happened cannot be proved. */
  record Unproven(String why) implements HandoverEvent {}

  /** Entry side: the vehicle in the zone is the committed one. */
  record ArrivalMatched() implements HandoverEvent {}

  /** Entry side: it is another one. */
  record ArrivalMismatched(String seen) implements HandoverEvent {}

  // People and time.

  /**
   * A person decided what happened at the barrier. {@code what}: DEPARTED, NOT_DEPARTED,
   * NOT_OPENED.
   */
  record PersonDecided(String what, String person, String reason) implements HandoverEvent {}

  /** Entry side: two people signed that the vehicle arrived and that they let it in. */
  record PeopleReceived(String first, String second) implements HandoverEvent {}

  /** A GATE_STOP of the lane or gate began. */
  record Stopped() implements HandoverEvent {}

  /** The time of {@link Handover#due()} has come. */
  record Due() implements HandoverEvent {}
}
