package org.amitygate.partner.handover;

import static org.amitygate.partner.handover.Guard.PARTNER_AGREES;
import static org.amitygate.partner.handover.Guard.PARTNER_DIFFERS;
import static org.amitygate.partner.handover.Output.alarm;
import static org.amitygate.partner.handover.Output.send;

/** Rows that both tables have: they answer and record in any state and move nothing. */
final class EitherSide {

  private EitherSide() {}

  static void rows(TableBuilder t) {
    t.rule("any: STATUS_REQ → STATUS")
        .inAny()
        .on(MessageType.STATUS_REQ)
        .then(send(MessageType.STATUS).with("state", "committedEpoch", "sent", "received"))
        .rule("any: STATUS; what is missing is sent again")
        .inAny()
        .on(MessageType.STATUS)
        .when(PARTNER_AGREES)
        .then()
        .rule(
            "any: STATUS; when everything was heard both sides must say the same: an alarm and people")
        .inAny()
        .on(MessageType.STATUS)
        .when(PARTNER_DIFFERS)
        .then(alarm("DISAGREEMENT"))
        .rule("tailgate or passing by hand: the partner's people must know")
        .inAny()
        .on(MessageType.INCIDENT)
        .then(alarm("PARTNER_INCIDENT"));
  }
}
