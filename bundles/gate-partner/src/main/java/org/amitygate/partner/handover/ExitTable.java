package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.ACCEPTED;
import static org.amitygate.core.handover.HandoverState.CLEARED;
import static org.amitygate.core.handover.HandoverState.COMMITTED;
import static org.amitygate.core.handover.HandoverState.COMMITTING;
import static org.amitygate.core.handover.HandoverState.HOLD_BARRIER;
import static org.amitygate.core.handover.HandoverState.IN_STRIP;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.MISMATCH;
import static org.amitygate.core.handover.HandoverState.NOT_DEPARTED;
import static org.amitygate.core.handover.HandoverState.OFFERED;
import static org.amitygate.core.handover.HandoverState.OPENED;
import static org.amitygate.core.handover.HandoverState.OPENING;
import static org.amitygate.core.handover.HandoverState.RECEIVED;
import static org.amitygate.core.handover.HandoverState.REFUSED;
import static org.amitygate.partner.handover.Guard.COMMIT_WANTED;
import static org.amitygate.partner.handover.Guard.LANE_NOT_READY;
import static org.amitygate.partner.handover.Guard.LANE_READY;
import static org.amitygate.partner.handover.Guard.MAY_OFFER;
import static org.amitygate.partner.handover.Guard.THIS_EPOCH;
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

/** The side the vehicle leaves: S of the partner protocol. */
public final class ExitTable {

  public static final Table TABLE = table();

  private ExitTable() {}

  static Table table() {
    TableBuilder t = new TableBuilder(Role.EXIT);
    offering(t);
    committing(t);
    atTheBarrier(t);
    inTheStrip(t);
    Returning.rows(t);
    EitherSide.rows(t, Guard.NOT_OPEN, Guard.PARTNER_KNOWS);
    Advising.exit(t);
    Sealing.exit(t);
    EitherSide.acknowledged(t);
    return t.build();
  }

  private static void offering(TableBuilder t) {
    t.rule("READY: OFFER(validUntil)")
        .in(LOCAL)
        .on(Wish.OFFER)
        .when(MAY_OFFER)
        .to(OFFERED)
        .then(offer(), within(Deadline.OFFER, Limit.OFFER_VALID))
        .rule("a new attempt after a refusal is a new epoch")
        .in(REFUSED)
        .on(Wish.OFFER)
        .when(MAY_OFFER)
        .to(OFFERED)
        .then(newEpoch(), offer(), within(Deadline.OFFER, Limit.OFFER_VALID))
        .rule("OFFERED: ACCEPT; an ACCEPT of an old epoch is dead")
        .in(OFFERED)
        .on(MessageType.ACCEPT)
        .when(THIS_EPOCH)
        .to(ACCEPTED)
        .then(signal("accepted"))
        .rule("OFFERED: REFUSE(code); R may revoke only before COMMIT_OK")
        .in(OFFERED, ACCEPTED, COMMITTING)
        .on(MessageType.REFUSE)
        .when(THIS_EPOCH)
        .to(REFUSED)
        .then(signal("refused").with("code"))
        .rule("READY, on timeout: WITHDRAW, epoch + 1")
        .in(OFFERED)
        .on(Deadline.OFFER)
        .to(LOCAL)
        .then(
            send(MessageType.WITHDRAW).saying("reason", "OFFER_TIMEOUT"),
            newEpoch(),
            signal("withdrawn").saying("reason", "OFFER_TIMEOUT"))
        .rule(
            "WITHDRAW while nothing is committed; whoever asked for it knows, the flow gets no signal")
        .in(OFFERED, ACCEPTED, COMMITTING)
        .on(Wish.WITHDRAW)
        .to(LOCAL)
        .then(send(MessageType.WITHDRAW).with("reason"), newEpoch());
  }

  private static void committing(TableBuilder t) {
    Output[] commit = {
      send(MessageType.COMMIT).valid(Limit.COMMIT_WITHIN),
      within(Deadline.COMMIT, Limit.COMMIT_WITHIN)
    };
    t.rule("ACCEPTED: COMMIT (vehicle at the barrier)")
        .in(ACCEPTED)
        .on(Wish.COMMIT)
        .when(LANE_READY)
        .to(COMMITTING)
        .then(commit)
        .rule("ACCEPTED: the COMMIT waits until the lane is ready")
        .in(ACCEPTED)
        .on(Wish.COMMIT)
        .when(LANE_NOT_READY)
        .then(remember(Note.COMMIT_WANTED, "yes"), within(Deadline.RETRY, Limit.RETRY))
        .rule("ACCEPTED: COMMIT (vehicle at the barrier), wanted before")
        .in(ACCEPTED)
        .on(Fact.LANE_CHANGED)
        .when(COMMIT_WANTED, LANE_READY)
        .to(COMMITTING)
        .then(commit)
        .rule("ACCEPTED: COMMIT (vehicle at the barrier), wanted before")
        .in(ACCEPTED)
        .on(Deadline.RETRY)
        .when(LANE_READY)
        .to(COMMITTING)
        .then(commit)
        .rule("ACCEPTED: the COMMIT waits until the lane is ready")
        .in(ACCEPTED)
        .on(Deadline.RETRY)
        .when(LANE_NOT_READY)
        .then(within(Deadline.RETRY, Limit.RETRY))
        .rule(
            "OPENING only on COMMIT_OK of the current epoch; a COMMIT_OK in a closed epoch is nothing")
        .in(COMMITTING)
        .on(MessageType.COMMIT_OK)
        .when(THIS_EPOCH)
        .to(COMMITTED)
        .then(committed(), open())
        .rule("COMMIT_DENIED closes the epoch")
        .in(COMMITTING)
        .on(MessageType.COMMIT_DENIED)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(newEpoch(), signal("aborted").with("cause=code"))
        .rule("ACCEPTED, on timeout: 30 s: ABORT, epoch + 1")
        .in(COMMITTING)
        .on(Deadline.COMMIT)
        .to(LOCAL)
        .then(
            send(MessageType.ABORT)
                .saying("reason", "COMMIT_TIMEOUT")
                .saying("cause", "COMMIT_TIMEOUT"),
            newEpoch(),
            signal("aborted").saying("cause", "COMMIT_TIMEOUT"));
  }

  private static void atTheBarrier(TableBuilder t) {
    t.rule("COMMITTED: OPENING on disk, then the command, once")
        .in(COMMITTED)
        .on(Fact.INTENT_WRITTEN)
        .to(OPENING)
        .then()
        .rule("COMMITTED without an intent: ABORT(NOT_OPENED), epoch + 1")
        .in(COMMITTED)
        .on(Fact.OPENING_DENIED)
        .to(LOCAL)
        .then(
            notOpened().saying("cause", "DENIED"),
            newEpoch(),
            signal("aborted").saying("cause", "DENIED").with("text"))
        .rule(
            "COMMITTED without an intent: ABORT(NOT_OPENED), epoch + 1; GATE_STOP beats COMMIT_OK")
        .in(COMMITTED)
        .on(Fact.STOPPED)
        .to(LOCAL)
        .then(
            notOpened().saying("cause", "STOP"),
            newEpoch(),
            signal("aborted").saying("cause", "STOP"))
        .rule("COMMITTED without an intent: ABORT(NOT_OPENED), epoch + 1; withdrawn by this side")
        .in(COMMITTED)
        .on(Wish.WITHDRAW)
        .to(LOCAL)
        .then(
            notOpened().saying("cause", "DENIED"),
            newEpoch(),
            signal("aborted").saying("cause", "DENIED").with("reason"))
        .rule("OPENING → OPENED: the controller left its closed end position for our token")
        .in(OPENING)
        .on(Fact.OPENED)
        .to(OPENED)
        .then()
        .rule("ABORT(NOT_OPENED) when proved never to have left closed, the command cancelled")
        .in(OPENING)
        .on(Fact.NOT_OPENED)
        .to(LOCAL)
        .then(notOpened().with("cause"), newEpoch(), signal("aborted").with("cause"))
        .rule("DEPARTED when the passage loop rose and fell, exit loop clear")
        .in(OPENING, OPENED)
        .on(Fact.DEPARTED)
        .to(IN_STRIP)
        .then(
            send(MessageType.DEPARTED),
            within(Deadline.OVERDUE, Limit.OVERDUE_AFTER),
            signal("departed"))
        .rule("opened, not moved, barrier down, passage count unchanged: NOT_DEPARTED")
        .in(OPENING, OPENED)
        .on(Fact.NOT_DEPARTED)
        .to(NOT_DEPARTED)
        .then(send(MessageType.NOT_DEPARTED))
        .rule("position unknown: HOLD_BARRIER, a person decides, R stays COMMITTED")
        .in(OPENING, OPENED)
        .on(Fact.UNPROVEN)
        .to(HOLD_BARRIER)
        .then(hold(HoldReason.BARRIER_UNKNOWN, "why"))
        .rule("HOLD_BARRIER: a person decides: it departed")
        .in(HOLD_BARRIER)
        .on(Fact.PERSON_DEPARTED)
        .to(IN_STRIP)
        .then(
            send(MessageType.DEPARTED).saying("decided", "PERSON"),
            within(Deadline.OVERDUE, Limit.OVERDUE_AFTER),
            signal("departed"))
        .rule(
            "HOLD_BARRIER: a person decides: it opened but the vehicle stayed; the command is cancelled")
        .in(HOLD_BARRIER)
        .on(Fact.PERSON_NOT_DEPARTED)
        .to(NOT_DEPARTED)
        .then(send(MessageType.NOT_DEPARTED).saying("decided", "PERSON"))
        .rule("HOLD_BARRIER: a person decides: it never opened; the command is cancelled")
        .in(HOLD_BARRIER)
        .on(Fact.PERSON_NOT_OPENED)
        .to(LOCAL)
        .then(
            notOpened().saying("cause", "STUCK").saying("decided", "PERSON"),
            newEpoch(),
            signal("aborted").saying("cause", "STUCK"))
        .rule("NOT_DEPARTED → ANNUL_OK (signed by R), epoch + 1")
        .in(NOT_DEPARTED)
        .on(MessageType.ANNUL_OK)
        .when(THIS_EPOCH)
        .to(LOCAL)
        .then(newEpoch(), signal("annulled"))
        .rule("after NOT_DEPARTED S never returns to HOLD_BARRIER: an alarm and a person")
        .in(NOT_DEPARTED)
        .on(Fact.DEPARTED)
        .then(alarm("DEPARTED_AFTER_NOT_DEPARTED"));
  }

  private static void inTheStrip(TableBuilder t) {
    t.rule("RECEIVED is accepted in OPENING, OPENED, NOT_DEPARTED, HOLD_BARRIER and IN_STRIP")
        .in(OPENING, OPENED, NOT_DEPARTED, HOLD_BARRIER, IN_STRIP, MISMATCH)
        .on(MessageType.RECEIVED)
        .when(THIS_EPOCH)
        .to(RECEIVED)
        .then(signal("received"))
        .rule(
            "MISMATCH while S is at its barrier: perhaps another vehicle; S first settles what became of its own")
        .in(OPENING, OPENED, NOT_DEPARTED, HOLD_BARRIER)
        .on(MessageType.MISMATCH)
        .when(THIS_EPOCH)
        .then(alarm("STRIP_MISMATCH"), signal("mismatch").with("seen"))
        .rule("IN_STRIP: MISMATCH")
        .in(IN_STRIP)
        .on(MessageType.MISMATCH)
        .when(THIS_EPOCH)
        .to(MISMATCH)
        .then(alarm("STRIP_MISMATCH"), signal("mismatch").with("seen"))
        .rule("IN_STRIP, on timeout: 15 min: OVERDUE, alarm on both sides; the partner is asked")
        .in(IN_STRIP)
        .on(Deadline.OVERDUE)
        .then(alarm("OVERDUE"), send(MessageType.STATUS_REQ))
        .rule("RECEIVED: HELD; days are fine")
        .in(RECEIVED)
        .on(MessageType.HELD)
        .when(THIS_EPOCH)
        .then(signal("held").with("reason"))
        .rule("RECEIVED: SAMPLE_PENDING; days are fine")
        .in(RECEIVED)
        .on(MessageType.SAMPLE_PENDING)
        .when(THIS_EPOCH)
        .then(signal("sample-pending").with("reason"))
        .rule("RECEIVED: CLEARED")
        .in(RECEIVED)
        .on(MessageType.CLEARED)
        .when(THIS_EPOCH)
        .to(CLEARED)
        .then(signal("cleared"));
  }

  static Output.Send offer() {
    return send(MessageType.OFFER).with("lane", "name", "data").valid(Limit.OFFER_VALID);
  }

  private static Output.Send notOpened() {
    return send(MessageType.ABORT).saying("reason", "NOT_OPENED");
  }
}
