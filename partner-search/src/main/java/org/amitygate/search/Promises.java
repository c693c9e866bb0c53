package org.amitygate.search;

import static org.amitygate.core.handover.HandoverState.ACCEPTED;
import static org.amitygate.core.handover.HandoverState.CLEARED;
import static org.amitygate.core.handover.HandoverState.COMMITTED;
import static org.amitygate.core.handover.HandoverState.HOLD_BARRIER;
import static org.amitygate.core.handover.HandoverState.IN_STRIP;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.MISMATCH;
import static org.amitygate.core.handover.HandoverState.OFFERED;
import static org.amitygate.core.handover.HandoverState.OPENED;
import static org.amitygate.core.handover.HandoverState.OPENING;
import static org.amitygate.core.handover.HandoverState.RECEIVED;
import static org.amitygate.core.handover.HandoverState.REFUSED;

import java.util.EnumSet;
import java.util.Set;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.handover.Deadline;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Trigger;

/**
 * What the partner protocol promises of one leg, numbered as there; what has no number is a line of
 * its table. Looks at states, barriers and vehicles, never at rows.
 */
final class Promises {

  private static final Set<HandoverState> BOUND =
      EnumSet.of(COMMITTED, IN_STRIP, MISMATCH, RECEIVED, CLEARED);

  /** States of the exit side that the entry side knows as COMMITTED. */
  private static final Set<HandoverState> AT_THE_BARRIER =
      EnumSet.of(COMMITTED, OPENING, OPENED, HOLD_BARRIER);

  private static final Set<HandoverState> BEFORE_COMMIT =
      EnumSet.of(LOCAL, OFFERED, ACCEPTED, REFUSED);

  private final int epochs;
  private final boolean offersExpire;

  /**
   * @param offersExpire an offer may come too late: then R never hears of that attempt
   */
  Promises(int epochs, boolean offersExpire) {
    this.epochs = epochs;
    this.offersExpire = offersExpire;
  }

  static void need(boolean good, String promise) {
    if (!good) {
      throw new Broken(promise);
    }
  }

  private static String note(Situation side, Note note) {
    return side.notes().getOrDefault(note, "");
  }

  private static boolean inspecting(Situation side) {
    String joint = note(side, Note.JOINT);
    return joint.equals("open") || joint.equals("disputed");
  }

  /** At the moment at which R gives COMMIT_OK. */
  void commitOk(Situation after, Situation before) {
    need(
        after.committedEpoch() == before.committedEpoch() || !inspecting(before),
        "joint inspection: R commits before both results agree");
  }

  /** Agreed only when both signed results are equal. */
  private static void agreed(Situation side) {
    String ours = note(side, Note.JOINT_OURS);
    String theirs = note(side, Note.JOINT_THEIRS);
    boolean both = !ours.isEmpty() && !theirs.isEmpty();
    String joint = note(side, Note.JOINT);
    need(
        switch (joint) {
          case "agreed" -> both && ours.equals(theirs);
          case "disputed" -> both && !ours.equals(theirs);
          default -> !both;
        },
        "joint inspection: agreed only when both signed results are equal, else a dispute");
  }

  /** At each step of S. */
  void offer(Move move, Situation before) {
    String advice = note(before, Note.ADVICE);
    need(
        !move.sends(MessageType.OFFER) || advice.isEmpty() || advice.equals("acknowledged"),
        "LOCAL: an OFFER of an advised vehicle that R did not acknowledge");
  }

  /** At each step of R on an offer that names another lane. */
  void refused(Move move, Situation after) {
    need(
        move.sends(MessageType.REFUSE) && after.state() == REFUSED,
        "READY: an offer of another lane than the crossing's is not refused");
  }

  /** At each step of either side. */
  void resealed(Move move, Situation before, Situation after) {
    need(
        !move.reseals() || note(before, Note.SEAL).isEmpty(),
        "SEAL_CHANGED: more than one new seal for an agreed joint inspection");
    need(
        note(before, Note.SEAL).equals(note(after, Note.SEAL))
            || note(before, Note.JOINT).equals("agreed") && BEFORE_COMMIT.contains(before.state()),
        "SEAL_CHANGED: without an agreed joint inspection before COMMIT");
  }

  /** At each step of R. */
  void stillHeld(Trigger trigger, Situation before, Situation after) {
    need(
        !(trigger instanceof MessageType)
            || !note(before, Note.ADVICE).equals("held")
            || note(after, Note.ADVICE).equals("held"),
        "LOCAL: a message ended what a person of R holds");
  }

  private static boolean sameReturn(Situation s, Situation r) {
    String ours = note(s, Note.RETURN);
    String theirs = note(r, Note.RETURN);
    return ours.equals(theirs) && !ours.equals("asked") && !ours.equals("wanted")
        || ours.equals("asked") && theirs.equals("wanted")
        || ours.equals("wanted") && theirs.equals("asked");
  }

  /** In every state. */
  void state(World world, Situation s, Situation r) {
    agreed(s);
    agreed(r);
    need(
        !note(s, Note.RETURN).equals("accepted") || !note(r, Note.RETURN).isEmpty(),
        "return: S takes for agreed what R never asked for or accepted");
    need(
        !note(r, Note.RETURN).equals("accepted") || !note(s, Note.RETURN).isEmpty(),
        "return: R takes for agreed what S never asked for or accepted");
    need(
        note(s, Note.ADVICE).isEmpty()
            || note(s, Note.ADVICE).equals("sent")
            || !note(r, Note.ADVICE).isEmpty(),
        "LOCAL: S takes for answered what R never heard of");
    need(
        !BOUND.contains(r.state()) || !note(r, Note.ADVICE).equals("held"),
        "LOCAL: R is bound to take a vehicle that its people hold");
    for (int epoch = 1; epoch < s.epoch() && epoch <= epochs; epoch++) {
      need(!world.alive(epoch), "1: the command of a closed epoch can still open the barrier");
    }
    boolean promised = BOUND.contains(r.state()) && r.committedEpoch() == r.epoch();
    if (world.truck != Truck.LINE) {
      need(
          promised && (opened(world, r.epoch()) || world.byHand),
          "2: a vehicle in the strip that R is not bound to take");
    }
    if (r.state() == RECEIVED || r.state() == CLEARED) {
      need(
          opened(world, r.epoch()) || world.manual,
          "3: R has received what S did not let out, and nobody signed for it");
      need(world.truck.passed(), "3: R has received a vehicle that is not there");
    }
    if (s.state() == RECEIVED || s.state() == CLEARED) {
      need(
          r.state() == RECEIVED || r.state() == CLEARED,
          "3: S takes for received what R has not received");
    }
    need(
        !world.ended || r.state() != OFFERED && r.state() != ACCEPTED,
        "READY: an offer stands at R for a crossing that ended there");
  }

  /** At the moment at which the barrier of S opens. */
  void opening(World world, int epoch, Situation r) {
    need(
        r.committedEpoch() == epoch && r.epoch() == epoch && BOUND.contains(r.state()),
        "1: opened without R's COMMIT_OK of this epoch in force");
    need(!world.truck.passed(), "1: opened again after the vehicle passed");
  }

  /** At the moment at which S's table asks for its barrier and gets it. */
  void intent(World world, int epoch, Situation s) {
    need(!inspecting(s), "joint inspection: S opens before both results agree");
    need(world.command(epoch) == Command.NONE, "1: two commands in one epoch");
  }

  /** At the moment at which R's table asks for its barrier and gets it. */
  void ownIntent(World world, Situation r) {
    need(!inspecting(r), "joint inspection: R opens before both results agree");
    need(world.own == Command.NONE, "R's barrier: a second command while the first is not settled");
    need(world.truck != Truck.INSIDE, "R's barrier: opened again after the vehicle passed");
    need(!world.held, "R's barrier: opened while a person holds the crossing");
  }

  /**
   * When everything said has been heard and no time limit of S runs that would say more. When an
   * offer came too late, R is behind: both sides have agreed on nothing.
   */
  void settled(Situation s, Situation r) {
    need(
        note(s, Note.JOINT).equals(note(r, Note.JOINT))
            && note(s, Note.JOINT_OURS).equals(note(r, Note.JOINT_THEIRS))
            && note(s, Note.JOINT_THEIRS).equals(note(r, Note.JOINT_OURS)),
        "joint inspection: everything was delivered and the two sides differ");
    need(
        note(s, Note.ADVICE).equals(note(r, Note.ADVICE)),
        "LOCAL: everything was delivered and the two sides differ about the advice");
    need(
        note(s, Note.SEAL).equals(note(r, Note.SEAL)),
        "SEAL_CHANGED: everything was delivered and one side has not heard of it");
    need(sameReturn(s, r), "return: everything was delivered and the two sides differ");
    boolean waits = s.deadline() == Deadline.OFFER || s.deadline() == Deadline.COMMIT;
    boolean nothing = s.state() == LOCAL && (r.state() == LOCAL || r.state() == REFUSED);
    boolean behind = offersExpire && nothing && r.epoch() < s.epoch();
    if (waits || behind) {
      return;
    }
    HandoverState seen = AT_THE_BARRIER.contains(s.state()) ? COMMITTED : s.state();
    need(
        s.epoch() == r.epoch() && (seen == r.state() || intruder(s, r)),
        "5: everything was delivered and the two sides differ");
  }

  /** R saw another vehicle in the strip, and S still has its own at the barrier. */
  private static boolean intruder(Situation s, Situation r) {
    return r.state() == MISMATCH && AT_THE_BARRIER.contains(s.state());
  }

  boolean done(World world, Situation s, Situation r) {
    return s.state() == CLEARED && r.state() == CLEARED && world.truck == Truck.INSIDE;
  }

  /** Promise 4 speaks of this state: below the bound, and nobody ended it. */
  boolean canStillBeDone(World world, Situation s) {
    return s.epoch() < epochs && !world.ended;
  }

  private boolean opened(World world, int epoch) {
    return epoch <= epochs && world.command(epoch).opened();
  }
}
