package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.ACCEPTED;
import static org.amitygate.core.handover.HandoverState.CLEARED;
import static org.amitygate.core.handover.HandoverState.COMMITTED;
import static org.amitygate.core.handover.HandoverState.IN_STRIP;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.MISMATCH;
import static org.amitygate.core.handover.HandoverState.OFFERED;
import static org.amitygate.core.handover.HandoverState.RECEIVED;
import static org.amitygate.core.handover.HandoverState.REFUSED;
import static org.amitygate.partner.handover.Guard.ARRIVED_OR_AGAIN;
import static org.amitygate.partner.handover.Guard.CANNOT_TAKE;
import static org.amitygate.partner.handover.Guard.CAN_TAKE;
import static org.amitygate.partner.handover.Guard.COMMITTED_EPOCH;
import static org.amitygate.partner.handover.Guard.ENDED;
import static org.amitygate.partner.handover.Guard.HELD;
import static org.amitygate.partner.handover.Guard.JUST_BEGUN;
import static org.amitygate.partner.handover.Guard.KNOWN_BEFORE;
import static org.amitygate.partner.handover.Guard.NEVER_ARRIVED;
import static org.amitygate.partner.handover.Guard.NEWER_EPOCH;
import static org.amitygate.partner.handover.Guard.NOT_ENDED;
import static org.amitygate.partner.handover.Guard.NOT_HELD;
import static org.amitygate.partner.handover.Guard.OFFER_FITS;
import static org.amitygate.partner.handover.Guard.OFFER_MISFITS;
import static org.amitygate.partner.handover.Guard.OPENING_NOT_WANTED;
import static org.amitygate.partner.handover.Guard.OPENING_WANTED;
import static org.amitygate.partner.handover.Guard.OPEN_EPOCH;
import static org.amitygate.partner.handover.Guard.THIS_EPOCH;
import static org.amitygate.partner.handover.Note.COMMAND_LOST;
import static org.amitygate.partner.handover.Note.OWN_BARRIER;
import static org.amitygate.partner.handover.Output.adoptEpoch;
import static org.amitygate.partner.handover.Output.alarm;
import static org.amitygate.partner.handover.Output.committed;
import static org.amitygate.partner.handover.Output.hold;
import static org.amitygate.partner.handover.Output.newEpoch;
import static org.amitygate.partner.handover.Output.open;
import static org.amitygate.partner.handover.Output.remember;
import static org.amitygate.partner.handover.Output.send;
import static org.amitygate.partner.handover.Output.signal;
import static org.amitygate.partner.handover.Output.within;

import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;

/** The side the vehicle enters: R of the partner protocol. */
public final class EntryTable {

  public static final Table TABLE = table();

  private EntryTable() {}

  static Table table() {
    TableBuilder t = new TableBuilder(Role.ENTRY);
    offered(t);
    closing(t);
    committing(t);
    arriving(t);
    ownBarrier(t);
    Returning.rows(t);
    EitherSide.rows(t, Guard.NOT_OPEN);
    Advising.entry(t);
    Sealing.entry(t);
    byHand(t);
    EitherSide.acknowledged(t);
    misfits(t);
    return t.build();
  }

  private static void offered(TableBuilder t) {
    t.rule("READY: OFFER; its crossing was just begun, the flow decides")
        .in(LOCAL)
        .on(MessageType.OFFER)
        .when(JUST_BEGUN)
        .to(OFFERED)
        .then(adoptEpoch())
        .rule("READY: OFFER, again after the epoch before was closed")
        .in(LOCAL)
        .on(MessageType.OFFER)
        .when(OPEN_EPOCH, NOT_ENDED, KNOWN_BEFORE, OFFER_FITS)
        .to(OFFERED)
        .then(adoptEpoch(), signal("offered").with("data"))
        .rule("READY: OFFER, again after a refusal")
        .in(REFUSED)
        .on(MessageType.OFFER)
        .when(NEWER_EPOCH, NOT_ENDED, OFFER_FITS)
        .to(OFFERED)
        .then(adoptEpoch(), signal("offered").with("data"))
        .rule(
            "OFFER of a newer epoch: the older one was closed by S, whatever became of its WITHDRAW")
        .in(OFFERED, ACCEPTED)
        .on(MessageType.OFFER)
        .when(NEWER_EPOCH, OFFER_FITS)
        .to(OFFERED)
        .then(
            adoptEpoch(),
            signal("withdrawn").saying("reason", "NEW_OFFER"),
            signal("offered").with("data"))
        .rule("OFFER of a crossing that ended here: REFUSE(code)")
        .in(LOCAL)
        .on(MessageType.OFFER)
        .when(OPEN_EPOCH, ENDED)
        .to(REFUSED)
        .then(adoptEpoch(), send(MessageType.REFUSE).saying("code", "CROSSING_ENDED"))
        .rule("OFFER of a crossing that ended here: REFUSE(code)")
        .in(REFUSED)
        .on(MessageType.OFFER)
        .when(NEWER_EPOCH, ENDED)
        .then(adoptEpoch(), send(MessageType.REFUSE).saying("code", "CROSSING_ENDED"))
        .rule("OFFERED: ACCEPT(notAfter)")
        .in(OFFERED)
        .on(Wish.ACCEPT)
        .to(ACCEPTED)
        .then(send(MessageType.ACCEPT).with("notAfter"))
        .rule("OFFERED: REFUSE(code); R may revoke only before COMMIT_OK")
        .in(OFFERED, ACCEPTED)
        .on(Wish.REFUSE)
        .to(REFUSED)
        .then(send(MessageType.REFUSE).with("code"));
  }

  private static void misfits(TableBuilder t) {
    t.rule("OFFER of another lane than its crossing's, or of a return that is not agreed: REFUSE")
        .in(LOCAL)
        .on(MessageType.OFFER)
        .when(OPEN_EPOCH, NOT_ENDED, OFFER_MISFITS)
        .to(REFUSED)
        .then(adoptEpoch(), send(MessageType.REFUSE).with("code=misfit"))
        .rule(
            "OFFER of another lane than its crossing's, or of a return that is not agreed: REFUSE")
        .in(REFUSED)
        .on(MessageType.OFFER)
        .when(NEWER_EPOCH, NOT_ENDED, OFFER_MISFITS)
        .then(adoptEpoch(), send(MessageType.REFUSE).with("code=misfit"))
        .rule(
            "OFFER of another lane than its crossing's, or of a return that is not agreed: REFUSE")
        .in(OFFERED, ACCEPTED)
        .on(MessageType.OFFER)
        .when(NEWER_EPOCH, OFFER_MISFITS)
        .to(REFUSED)
        .then(
            adoptEpoch(),
            send(MessageType.REFUSE).with("code=misfit"),
            signal("withdrawn").saying("reason", "NEW_OFFER"));
  }

  private static void closing(TableBuilder t) {
    t.rule("WITHDRAW, epoch + 1: S never opens in this epoch")
        .in(OFFERED, ACCEPTED, COMMITTED, MISMATCH)
        .on(MessageType.WITHDRAW)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(newEpoch(), signal("withdrawn").with("reason"))
        .rule("ABORT, epoch + 1: not opened in this epoch and never will be")
        .in(ACCEPTED, COMMITTED, MISMATCH)
        .on(MessageType.ABORT)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(newEpoch(), signal("aborted").with("cause"))
        .rule("WITHDRAW, epoch + 1: it crossed our REFUSE")
        .in(REFUSED)
        .on(MessageType.WITHDRAW)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(newEpoch())
        .rule("ABORT, epoch + 1: it crossed our REFUSE")
        .in(REFUSED)
        .on(MessageType.ABORT)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(newEpoch())
        .rule(
            "opened but the vehicle did not move: NOT_DEPARTED → ANNUL_OK (signed by R), epoch + 1")
        .in(COMMITTED, MISMATCH)
        .on(MessageType.NOT_DEPARTED)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(
            send(MessageType.ANNUL_OK),
            newEpoch(),
            signal("aborted").saying("cause", "NOT_DEPARTED"))
        .rule("a vehicle that was seen here cannot have stayed there: an alarm and a person")
        .in(IN_STRIP, RECEIVED, CLEARED)
        .on(MessageType.NOT_DEPARTED)
        .when(THIS_EPOCH)
        .then(alarm("CONTRADICTION"))
        .rule("a vehicle that was seen here cannot have stayed there: an alarm and a person")
        .in(IN_STRIP, RECEIVED, CLEARED)
        .on(MessageType.ABORT)
        .when(THIS_EPOCH)
        .then(alarm("CONTRADICTION"));
  }

  private static void committing(TableBuilder t) {
    t.rule("ACCEPTED: COMMIT → COMMIT_OK; from here R is bound")
        .in(ACCEPTED)
        .on(MessageType.COMMIT)
        .when(THIS_EPOCH, CAN_TAKE)
        .to(COMMITTED)
        .then(
            committed(),
            send(MessageType.COMMIT_OK),
            within(Deadline.STATUS, Limit.STATUS_AFTER),
            signal("committed"))
        .rule("ACCEPTED: COMMIT → COMMIT_DENIED, which closes the epoch")
        .in(ACCEPTED)
        .on(MessageType.COMMIT)
        .when(THIS_EPOCH, CANNOT_TAKE)
        .to(LOCAL)
        .then(
            send(MessageType.COMMIT_DENIED).with("code"),
            newEpoch(),
            signal("aborted").with("cause=code"))
        .rule("a repeated COMMIT of the committed epoch gets COMMIT_OK again")
        .in(COMMITTED, IN_STRIP, RECEIVED, MISMATCH, CLEARED)
        .on(MessageType.COMMIT)
        .when(COMMITTED_EPOCH)
        .then(send(MessageType.COMMIT_OK))
        .rule("R without DEPARTED for 5 min: STATUS_REQ and its own sensors")
        .in(COMMITTED)
        .on(Deadline.STATUS)
        .then(send(MessageType.STATUS_REQ), within(Deadline.OVERDUE, Limit.OVERDUE_AFTER))
        .rule("15 min: OVERDUE, alarm on both sides; the partner is asked")
        .in(COMMITTED, IN_STRIP)
        .on(Deadline.OVERDUE)
        .then(alarm("OVERDUE"), send(MessageType.STATUS_REQ));
  }

  private static void arriving(TableBuilder t) {
    t.rule("DEPARTED: in the strip; never a proof of arrival")
        .in(COMMITTED)
        .on(MessageType.DEPARTED)
        .when(THIS_EPOCH)
        .to(IN_STRIP)
        .then(within(Deadline.OVERDUE, Limit.OVERDUE_AFTER), signal("in-strip"))
        .rule(
            "DEPARTED after MISMATCH: S was at its barrier when it heard of it, and hears it again")
        .in(MISMATCH)
        .on(MessageType.DEPARTED)
        .when(THIS_EPOCH)
        .then(send(MessageType.MISMATCH))
        .rule("RECEIVED by R's own sensors; R opens its barrier only after the match")
        .in(COMMITTED, IN_STRIP, MISMATCH)
        .on(Fact.ARRIVAL_MATCHED)
        .when(NOT_HELD)
        .to(RECEIVED)
        .then(send(MessageType.RECEIVED), signal("received"), open())
        .rule("RECEIVED by R's own sensors while the crossing is held: its barrier waits")
        .in(COMMITTED, IN_STRIP, MISMATCH)
        .on(Fact.ARRIVAL_MATCHED)
        .when(HELD)
        .to(RECEIVED)
        .then(
            send(MessageType.RECEIVED),
            signal("received"),
            remember(OWN_BARRIER, "wanted"),
            within(Deadline.RETRY, Limit.RETRY))
        .rule("MISMATCH: stays closed")
        .in(COMMITTED, IN_STRIP)
        .on(Fact.ARRIVAL_MISMATCHED)
        .to(MISMATCH)
        .then(send(MessageType.MISMATCH).with("seen"), hold(HoldReason.STRIP_MISMATCH, "seen"))
        .rule("RECEIVED: HELD; days are fine")
        .in(RECEIVED)
        .on(Wish.TELL_HELD)
        .then(send(MessageType.HELD).with("reason"))
        .rule("RECEIVED: SAMPLE_PENDING; days are fine")
        .in(RECEIVED)
        .on(Wish.TELL_SAMPLE)
        .then(send(MessageType.SAMPLE_PENDING).with("reason"))
        .rule("RECEIVED: CLEARED")
        .in(RECEIVED)
        .on(Wish.CLEAR)
        .when(OPENING_NOT_WANTED)
        .to(CLEARED)
        .then(send(MessageType.CLEARED))
        .rule("RECEIVED: CLEARED, its own barrier still to be opened")
        .in(RECEIVED)
        .on(Wish.CLEAR)
        .when(OPENING_WANTED)
        .to(CLEARED)
        .then(send(MessageType.CLEARED), within(Deadline.RETRY, Limit.RETRY));
  }

  private static void byHand(TableBuilder t) {
    t.rule("RECEIVED by a manual entry that two people signed; they let it in, nothing is opened")
        .in(COMMITTED, IN_STRIP, MISMATCH)
        .on(Fact.PEOPLE_RECEIVED)
        .to(RECEIVED)
        .then(
            send(MessageType.RECEIVED).with("manual", "enteredAt"),
            remember(OWN_BARRIER, "passed"),
            signal("received"),
            signal("passed"));
  }

  private static void ownBarrier(TableBuilder t) {
    t.rule("R's barrier: the intent is on disk")
        .in(RECEIVED, CLEARED)
        .on(Fact.INTENT_WRITTEN)
        .then(remember(OWN_BARRIER, "opening"))
        .rule("R's barrier: refused by the interlock, nothing sent; a person")
        .in(RECEIVED, CLEARED)
        .on(Fact.OPENING_DENIED)
        .then(
            remember(OWN_BARRIER, "wanted"),
            within(Deadline.RETRY, Limit.RETRY),
            hold(HoldReason.BARRIER_STUCK, "text"))
        .rule("R's barrier: left its closed end position")
        .in(RECEIVED, CLEARED)
        .on(Fact.OPENED)
        .then(remember(OWN_BARRIER, "opened"))
        .rule("R's barrier: the vehicle is through")
        .in(RECEIVED, CLEARED)
        .on(Fact.DEPARTED)
        .then(remember(OWN_BARRIER, "passed"), signal("passed"))
        .rule(
            "R's barrier: the command never came to it, and is cancelled; the interlock again, once")
        .in(RECEIVED, CLEARED)
        .on(Fact.NOT_OPENED)
        .when(NEVER_ARRIVED)
        .then(
            remember(OWN_BARRIER, "wanted"),
            remember(COMMAND_LOST, "yes"),
            within(Deadline.RETRY, Limit.RETRY))
        .rule("R's barrier: proved not to have opened; a person, then the interlock again")
        .in(RECEIVED, CLEARED)
        .on(Fact.NOT_OPENED)
        .when(ARRIVED_OR_AGAIN)
        .then(
            remember(OWN_BARRIER, "wanted"),
            within(Deadline.RETRY, Limit.RETRY),
            hold(HoldReason.BARRIER_STUCK, "cause"))
        .rule(
            "R's barrier: opened, the vehicle stayed, closed again; a person, then the interlock again")
        .in(RECEIVED, CLEARED)
        .on(Fact.NOT_DEPARTED)
        .then(
            remember(OWN_BARRIER, "wanted"),
            within(Deadline.RETRY, Limit.RETRY),
            hold(HoldReason.BARRIER_STUCK, "cause"))
        .rule("R's barrier: nobody knows; a person decides")
        .in(RECEIVED, CLEARED)
        .on(Fact.UNPROVEN)
        .then(remember(OWN_BARRIER, "unknown"), hold(HoldReason.BARRIER_UNKNOWN, "why"))
        .rule("R's barrier: a person decides: the vehicle is through")
        .in(RECEIVED, CLEARED)
        .on(Fact.PERSON_DEPARTED)
        .then(remember(OWN_BARRIER, "passed"), signal("passed"))
        .rule(
            "R's barrier: a person decides: the vehicle still stands there; another opening needs a release")
        .in(RECEIVED, CLEARED)
        .on(Fact.PERSON_NOT_DEPARTED)
        .then(
            remember(OWN_BARRIER, "wanted"),
            within(Deadline.RETRY, Limit.RETRY),
            hold(HoldReason.BARRIER_STUCK, "reason"))
        .rule("R's barrier: a person decides: it never opened; another opening needs a release")
        .in(RECEIVED, CLEARED)
        .on(Fact.PERSON_NOT_OPENED)
        .then(
            remember(OWN_BARRIER, "wanted"),
            within(Deadline.RETRY, Limit.RETRY),
            hold(HoldReason.BARRIER_STUCK, "reason"))
        .rule(
            "R's barrier: asked of the interlock again when the lane changed and nobody holds the crossing")
        .in(RECEIVED, CLEARED)
        .on(Fact.LANE_CHANGED)
        .when(OPENING_WANTED, NOT_HELD)
        .then(open())
        .rule("R's barrier: asked of the interlock again when nobody holds the crossing")
        .in(RECEIVED, CLEARED)
        .on(Deadline.RETRY)
        .when(OPENING_WANTED, NOT_HELD)
        .then(open())
        .rule("R's barrier: waits while the crossing is held")
        .in(RECEIVED, CLEARED)
        .on(Deadline.RETRY)
        .when(HELD)
        .then(within(Deadline.RETRY, Limit.RETRY));
  }
}
