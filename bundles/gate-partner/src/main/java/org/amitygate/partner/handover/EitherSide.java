package org.amitygate.partner.handover;

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
        .then()
        .rule("tailgate or passing by hand: the partner's people must know")
        .inAny()
        .on(MessageType.INCIDENT)
        .then(alarm("PARTNER_INCIDENT"));
  }
}
