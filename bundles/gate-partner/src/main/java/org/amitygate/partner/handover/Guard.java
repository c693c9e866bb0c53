package org.amitygate.partner.handover;

import java.util.Optional;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;

/** The named conditions of the tables. */
public enum Guard {
  /** The message belongs to the attempt under way: whatever an old epoch said is dead. */
  THIS_EPOCH((now, input, side) -> input.epoch() == now.epoch()),
  /** Not of an epoch that was closed. */
  OPEN_EPOCH((now, input, side) -> input.epoch() >= now.epoch()),
  NEWER_EPOCH((now, input, side) -> input.epoch() > now.epoch()),
  /** Entry side: the offer is of the crossing's own lane, and of no return that is not agreed. */
  OFFER_FITS((now, input, side) -> misfit(input).isEmpty()),
  OFFER_MISFITS((now, input, side) -> !misfit(input).isEmpty()),
  /** The very epoch in which COMMIT_OK was given. */
  COMMITTED_EPOCH(
      (now, input, side) -> input.epoch() == now.epoch() && now.committedEpoch() == now.epoch()),
  /** Exit side: the partner's quota has room, and it holds no advice of this vehicle. */
  MAY_OFFER((now, input, side) -> offerWaits(now, side).isEmpty()),
  OFFER_WAITS((now, input, side) -> offerWaits(now, side).isPresent()),
  /** Nothing was said of the vehicle before. */
  ADVICE_NEW((now, input, side) -> !now.notes().containsKey(Note.ADVICE)),
  /** Exit side: this side told of the vehicle. */
  ADVISED((now, input, side) -> now.notes().containsKey(Note.ADVICE)),
  ADVICE_ACKNOWLEDGED((now, input, side) -> now.notes(Note.ADVICE, "acknowledged")),
  ADVICE_HELD((now, input, side) -> now.notes(Note.ADVICE, "held")),
  COMMIT_WANTED((now, input, side) -> now.notes(Note.COMMIT_WANTED, "yes")),
  LANE_READY((now, input, side) -> side.notReady().isEmpty() && !now.jointPending()),
  LANE_NOT_READY((now, input, side) -> side.notReady().isPresent() || now.jointPending()),
  CAN_TAKE(
      (now, input, side) ->
          side.cannotTake().isEmpty() && !now.jointPending() && !heldAsAdvised(now)),
  CANNOT_TAKE(
      (now, input, side) ->
          side.cannotTake().isPresent() || now.jointPending() || heldAsAdvised(now)),
  /** Entry side: its own barrier was refused or proved not to have opened, and is still to open. */
  OPENING_WANTED((now, input, side) -> now.notes(Note.OWN_BARRIER, "wanted")),
  OPENING_NOT_WANTED((now, input, side) -> !now.notes(Note.OWN_BARRIER, "wanted")),
  /**
   * Entry side: the controller never had the command, which is cancelled by now (the gate or the
   * line was down), for the first time in this epoch.
   */
  NEVER_ARRIVED((now, input, side) -> lost(now, input)),
  ARRIVED_OR_AGAIN((now, input, side) -> !lost(now, input)),
  /** By a person, or by a joint inspection that is not agreed. */
  HELD((now, input, side) -> side.held() || now.jointPending()),
  NOT_HELD((now, input, side) -> !side.held() && !now.jointPending()),
  ENDED((now, input, side) -> side.ended()),
  NOT_ENDED((now, input, side) -> !side.ended()),
  /** A STATUS after which nobody has anything more to hear, and which says something else. */
  PARTNER_DIFFERS((now, input, side) -> differs(now, input, side)),
  PARTNER_AGREES((now, input, side) -> !differs(now, input, side)),
  /** Nobody has asked for a return. */
  RETURN_NEW((now, input, side) -> !now.notes().containsKey(Note.RETURN)),
  RETURN_ASKED((now, input, side) -> now.notes(Note.RETURN, "asked")),
  RETURN_WANTED((now, input, side) -> now.notes(Note.RETURN, "wanted")),
  /** Exit side: the partner has heard of the crossing, what is said of it is not lost there. */
  PARTNER_KNOWS((now, input, side) -> knows(now)),
  /** No joint inspection is open. */
  NOT_OPEN((now, input, side) -> !now.notes(Note.JOINT, "open")),
  /** Both signed results of a joint inspection are equal. */
  JOINT_AGREED((now, input, side) -> now.notes(Note.JOINT, "agreed")),
  /** The last joint inspection has not put another seal on yet. */
  SEAL_NEW((now, input, side) -> !now.notes().containsKey(Note.SEAL)),
  /** A joint inspection is open, and this is the first result of whoever gives it. */
  FIRST_RESULT(
      (now, input, side) ->
          now.notes(Note.JOINT, "open") && !now.notes().containsKey(of(input, false))),
  /** The other side has given none yet. */
  ONLY_RESULT((now, input, side) -> !now.notes().containsKey(of(input, true))),
  /** The other side has given the very same. */
  EQUAL_RESULT((now, input, side) -> sameResult(now, input)),
  /** The other side has given another one. */
  OTHER_RESULT(
      (now, input, side) -> now.notes().containsKey(of(input, true)) && !sameResult(now, input)),
  JUST_BEGUN((now, input, side) -> side.justBegun()),
  KNOWN_BEFORE((now, input, side) -> !side.justBegun());

  /** Name of the value that comes with a STATUS: each side has heard all that the other said. */
  public static final String ALL_HEARD = "allHeard";

  /**
   * Name of the value that comes with a result: computed by this side, never taken from a message.
   */
  public static final String DIGEST = "digest";

  /**
   * Name of the value that comes with an offer of a crossing that is known: as what code it must be
   * refused; empty if it need not. Computed by this side, never taken from a message.
   */
  public static final String MISFIT = "misfit";

  @FunctionalInterface
  private interface Condition {
    boolean holds(Situation now, Input input, Answers side);
  }

  private final Condition condition;

  Guard(Condition condition) {
    this.condition = condition;
  }

  public boolean holds(Situation now, Input input, Answers side) {
    return condition.holds(now, input, side);
  }

  /** Why no OFFER is sent now. */
  static Optional<String> offerWaits(Situation now, Answers side) {
    return now.adviceOpen().or(side::noOffer);
  }

  private static String misfit(Input input) {
    return String.valueOf(input.values().getOrDefault(MISFIT, ""));
  }

  private static boolean knows(Situation now) {
    boolean answered = now.state() != HandoverState.LOCAL && now.state() != HandoverState.OFFERED;
    return answered || now.notes().containsKey(Note.JOINT);
  }

  private static boolean sameResult(Situation now, Input input) {
    Object digest = input.values().get(DIGEST);
    return digest != null && digest.equals(now.notes().get(of(input, true)));
  }

  private static boolean differs(Situation now, Input input, Answers side) {
    if (!Boolean.TRUE.equals(input.values().get(ALL_HEARD))) {
      return false;
    }
    String state = String.valueOf(input.values().get("state"));
    if (state.equals("UNKNOWN")) {
      return now.committedEpoch() == now.epoch(); // what it promised, it does not know
    }
    Optional<HandoverState> said = HandoverState.of(state);
    if (said.isEmpty()) {
      return false;
    }
    return side.role() == Role.EXIT
        ? !Agreement.between(now.state(), now.epoch(), said.get(), input.epoch())
        : !Agreement.between(said.get(), input.epoch(), now.state(), now.epoch());
  }

  /**
   * Entry side: its people hold the vehicle that was advised, though it was offered all the same.
   */
  private static boolean heldAsAdvised(Situation now) {
    return now.notes(Note.ADVICE, "held");
  }

  /** Where the result of whoever gives one now is noted, or that of the other side. */
  private static Note of(Input input, boolean other) {
    return input.trigger() instanceof MessageType == other ? Note.JOINT_OURS : Note.JOINT_THEIRS;
  }

  private static boolean lost(Situation now, Input input) {
    return "OFFLINE".equals(input.values().get("cause")) && !now.notes(Note.COMMAND_LOST, "yes");
  }
}
