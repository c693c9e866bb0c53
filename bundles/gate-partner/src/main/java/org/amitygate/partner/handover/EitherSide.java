package org.amitygate.partner.handover;

import static org.amitygate.partner.handover.Guard.EQUAL_RESULT;
import static org.amitygate.partner.handover.Guard.FIRST_RESULT;
import static org.amitygate.partner.handover.Guard.NOT_OPEN;
import static org.amitygate.partner.handover.Guard.ONLY_RESULT;
import static org.amitygate.partner.handover.Guard.OTHER_RESULT;
import static org.amitygate.partner.handover.Guard.PARTNER_AGREES;
import static org.amitygate.partner.handover.Guard.PARTNER_DIFFERS;
import static org.amitygate.partner.handover.Note.JOINT;
import static org.amitygate.partner.handover.Note.JOINT_OURS;
import static org.amitygate.partner.handover.Note.JOINT_THEIRS;
import static org.amitygate.partner.handover.Note.SEAL;
import static org.amitygate.partner.handover.Output.alarm;
import static org.amitygate.partner.handover.Output.forget;
import static org.amitygate.partner.handover.Output.hold;
import static org.amitygate.partner.handover.Output.keep;
import static org.amitygate.partner.handover.Output.remember;
import static org.amitygate.partner.handover.Output.send;
import static org.amitygate.partner.handover.Output.signal;

import java.util.Arrays;
import org.amitygate.core.crossing.HoldReason;

/**
 * Rows that both tables have: they answer, record and inspect together in any state, and move
 * nothing between the states.
 */
final class EitherSide {

  private EitherSide() {}

  /**
   * @param mayInspect when this side may open a joint inspection
   */
  static void rows(TableBuilder t, Guard... mayInspect) {
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
    jointInspection(t, mayInspect);
  }

  static void acknowledged(TableBuilder t) {
    t.rule("INCIDENT_ACK: the partner's people know").inAny().on(MessageType.INCIDENT_ACK).then();
  }

  private static void jointInspection(TableBuilder t, Guard... mayInspect) {
    t.rule("any: JOINT_OPEN by this side; nothing moves until both results agree")
        .inAny()
        .on(Wish.JOINT_OPEN)
        .when(mayInspect)
        .then(
            remember(JOINT, "open"),
            forget(JOINT_OURS),
            forget(JOINT_THEIRS),
            forget(SEAL),
            send(MessageType.JOINT_OPEN).with("reason"),
            hold(HoldReason.JOINT_INSPECTION, "reason"))
        .rule("any: JOINT_OPEN by the other side; nothing moves until both results agree")
        .inAny()
        .on(MessageType.JOINT_OPEN)
        .when(NOT_OPEN)
        .then(
            remember(JOINT, "open"),
            forget(JOINT_OURS),
            forget(JOINT_THEIRS),
            forget(SEAL),
            signal("joint-open").with("reason"),
            hold(HoldReason.JOINT_INSPECTION, "reason"));
    result(t, Wish.JOINT_RESULT, JOINT_OURS, send(MessageType.JOINT_RESULT).with("result"));
    result(t, MessageType.JOINT_RESULT, JOINT_THEIRS);
  }

  /**
   * @param sends what this side tells of its own result; nothing of the partner's
   */
  private static void result(TableBuilder t, Trigger given, Note noted, Output... sends) {
    t.rule("JOINT_RESULT, the first of two")
        .inAny()
        .on(given)
        .when(FIRST_RESULT, ONLY_RESULT)
        .then(with(sends, keep(noted, Guard.DIGEST)))
        .rule("JOINT_RESULT ×2: agreed only when both signed results are equal")
        .inAny()
        .on(given)
        .when(FIRST_RESULT, EQUAL_RESULT)
        .then(
            with(
                sends,
                keep(noted, Guard.DIGEST),
                remember(JOINT, "agreed"),
                signal("joint-agreed").with(Guard.DIGEST)))
        .rule("JOINT_RESULT ×2: unequal results are a dispute and nothing moves")
        .inAny()
        .on(given)
        .when(FIRST_RESULT, OTHER_RESULT)
        .then(
            with(
                sends,
                keep(noted, Guard.DIGEST),
                remember(JOINT, "disputed"),
                alarm("JOINT_DISPUTED"),
                signal("joint-disputed").with(Guard.DIGEST)));
  }

  private static Output[] with(Output[] first, Output... more) {
    Output[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
