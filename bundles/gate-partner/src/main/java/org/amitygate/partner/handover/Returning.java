package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.CLEARED;
import static org.amitygate.core.handover.HandoverState.RECEIVED;
import static org.amitygate.partner.handover.Guard.RETURN_ASKED;
import static org.amitygate.partner.handover.Guard.RETURN_NEW;
import static org.amitygate.partner.handover.Guard.RETURN_WANTED;
import static org.amitygate.partner.handover.Guard.THIS_EPOCH;
import static org.amitygate.partner.handover.Note.RETURN;
import static org.amitygate.partner.handover.Output.alarm;
import static org.amitygate.partner.handover.Output.remember;
import static org.amitygate.partner.handover.Output.send;
import static org.amitygate.partner.handover.Output.signal;

/**
 * Rows of both tables by which the two sides agree that a vehicle goes back. They open nothing: a
 * return is a new leg, another crossing with the roles swapped that runs OFFER … COMMIT_OK, and its
 * OFFER names the crossing that was agreed to return.
 */
final class Returning {

  private Returning() {}

  static void rows(TableBuilder t) {
    t.rule("any: RETURN_REQ by this side, of a vehicle that was received")
        .in(RECEIVED, CLEARED)
        .on(Wish.RETURN)
        .when(RETURN_NEW)
        .then(remember(RETURN, "asked"), send(MessageType.RETURN_REQ).with("reason"))
        .rule("any: RETURN_REQ by the other side; people decide")
        .in(RECEIVED, CLEARED)
        .on(MessageType.RETURN_REQ)
        .when(THIS_EPOCH, RETURN_NEW)
        .then(
            remember(RETURN, "wanted"),
            alarm("RETURN_WANTED"),
            signal("return-wanted").with("reason"))
        .rule("any: RETURN_REQ by both sides at once is agreed")
        .in(RECEIVED, CLEARED)
        .on(MessageType.RETURN_REQ)
        .when(THIS_EPOCH, RETURN_ASKED)
        .then(remember(RETURN, "accepted"), signal("return-accepted"))
        .rule("any: RETURN_REQ → RETURN_ACCEPT; it opens nothing")
        .in(RECEIVED, CLEARED)
        .on(Wish.RETURN_ACCEPT)
        .when(RETURN_WANTED)
        .then(remember(RETURN, "accepted"), send(MessageType.RETURN_ACCEPT))
        .rule("any: RETURN_ACCEPT; it opens nothing")
        .in(RECEIVED, CLEARED)
        .on(MessageType.RETURN_ACCEPT)
        .when(THIS_EPOCH, RETURN_ASKED)
        .then(remember(RETURN, "accepted"), signal("return-accepted"));
  }
}
