package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.ACCEPTED;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.OFFERED;
import static org.amitygate.core.handover.HandoverState.REFUSED;
import static org.amitygate.partner.handover.Guard.ADVICE_ACKNOWLEDGED;
import static org.amitygate.partner.handover.Guard.ADVICE_HELD;
import static org.amitygate.partner.handover.Guard.ADVICE_NEW;
import static org.amitygate.partner.handover.Guard.ADVISED;
import static org.amitygate.partner.handover.Guard.MAY_OFFER;
import static org.amitygate.partner.handover.Guard.OFFER_WAITS;
import static org.amitygate.partner.handover.Note.ADVICE;
import static org.amitygate.partner.handover.Note.ADVICE_WHY;
import static org.amitygate.partner.handover.Output.cancel;
import static org.amitygate.partner.handover.Output.forget;
import static org.amitygate.partner.handover.Output.keep;
import static org.amitygate.partner.handover.Output.newEpoch;
import static org.amitygate.partner.handover.Output.remember;
import static org.amitygate.partner.handover.Output.send;
import static org.amitygate.partner.handover.Output.signal;
import static org.amitygate.partner.handover.Output.within;

import java.util.EnumSet;
import java.util.Set;
import org.amitygate.core.handover.HandoverState;

/**
 * What the two sides say of a vehicle before it is offered. Both stay LOCAL: an advice promises
 * nothing and belongs to the vehicle, not to an epoch.
 */
final class Advising {

  private static final Set<HandoverState> OFFER_STANDS = EnumSet.of(OFFERED, ACCEPTED);

  private Advising() {}

  static void exit(TableBuilder t) {
    waiting(t);
    t.rule("LOCAL: ADVISE, before the vehicle is offered")
        .in(LOCAL)
        .on(Wish.ADVISE)
        .when(ADVICE_NEW)
        .then(remember(ADVICE, "sent"), send(MessageType.ADVISE).with("lane", "name", "data"))
        .rule("LOCAL: ADVISE → ADVISE_ACK: it may be offered")
        .inAny()
        .on(MessageType.ADVISE_ACK)
        .when(ADVISED)
        .then(remember(ADVICE, "acknowledged"), forget(ADVICE_WHY))
        .rule("LOCAL: ADVISE_HOLD(reason): no OFFER until ADVISE_ACK")
        .in(EnumSet.complementOf(EnumSet.copyOf(OFFER_STANDS)))
        .on(MessageType.ADVISE_HOLD)
        .when(ADVISED)
        .then(remember(ADVICE, "held"), keep(ADVICE_WHY, "reason"))
        .rule("ADVISE_HOLD(reason) that crossed our OFFER: WITHDRAW, epoch + 1")
        .in(OFFER_STANDS)
        .on(MessageType.ADVISE_HOLD)
        .when(ADVISED)
        .to(LOCAL)
        .then(
            send(MessageType.WITHDRAW).saying("reason", "ADVISE_HOLD"),
            newEpoch(),
            remember(ADVICE, "held"),
            keep(ADVICE_WHY, "reason"),
            signal("withdrawn").saying("reason", "ADVISE_HOLD"));
  }

  /** An OFFER that the flow wants and that the partner would not take now. */
  private static void waiting(TableBuilder t) {
    t.rule("LOCAL: no OFFER while the partner holds the advised vehicle or beyond its QUOTA")
        .in(LOCAL, REFUSED)
        .on(Wish.OFFER)
        .when(OFFER_WAITS)
        .then(
            keep(Note.OFFER_WAITS, "why"),
            within(Deadline.RETRY, Limit.RETRY),
            signal("offer-waits").with("why"))
        .rule("READY: OFFER(validUntil), wanted before")
        .in(LOCAL)
        .on(Deadline.RETRY)
        .when(MAY_OFFER)
        .to(OFFERED)
        .then(
            forget(Note.OFFER_WAITS), ExitTable.offer(), within(Deadline.OFFER, Limit.OFFER_VALID))
        .rule("READY: OFFER(validUntil), wanted before, after a refusal: a new epoch")
        .in(REFUSED)
        .on(Deadline.RETRY)
        .when(MAY_OFFER)
        .to(OFFERED)
        .then(newEpoch(), ExitTable.offer(), within(Deadline.OFFER, Limit.OFFER_VALID))
        .rule("LOCAL: the OFFER goes on waiting")
        .in(LOCAL, REFUSED)
        .on(Deadline.RETRY)
        .when(OFFER_WAITS)
        .then(keep(Note.OFFER_WAITS, "why"), within(Deadline.RETRY, Limit.RETRY))
        .rule("LOCAL: an OFFER that waits is not wanted any more")
        .in(LOCAL, REFUSED)
        .on(Wish.WITHDRAW)
        .then(forget(Note.OFFER_WAITS), cancel(Deadline.RETRY));
  }

  static void entry(TableBuilder t) {
    t.rule("LOCAL: ADVISE → ADVISE_ACK; it promises nothing")
        .inAny()
        .on(MessageType.ADVISE)
        .when(ADVICE_NEW)
        .then(remember(ADVICE, "acknowledged"), send(MessageType.ADVISE_ACK))
        .rule("LOCAL: ADVISE_HOLD(reason), by a person: the vehicle shall not be offered")
        .in(LOCAL)
        .on(Wish.ADVISE_HOLD)
        .when(ADVICE_ACKNOWLEDGED)
        .then(remember(ADVICE, "held"), send(MessageType.ADVISE_HOLD).with("reason"))
        .rule(
            "ADVISE_ACK: it is held no longer, by a person, or by the gate when its lane leads here")
        .inAny()
        .on(Wish.ADVISE_RELEASE)
        .when(ADVICE_HELD)
        .then(remember(ADVICE, "acknowledged"), send(MessageType.ADVISE_ACK));
  }
}
