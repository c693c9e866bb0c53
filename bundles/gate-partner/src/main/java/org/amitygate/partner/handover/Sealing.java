package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.ACCEPTED;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.OFFERED;
import static org.amitygate.core.handover.HandoverState.REFUSED;
import static org.amitygate.partner.handover.Guard.JOINT_AGREED;
import static org.amitygate.partner.handover.Guard.SEAL_NEW;
import static org.amitygate.partner.handover.Note.SEAL;
import static org.amitygate.partner.handover.Output.remember;
import static org.amitygate.partner.handover.Output.reseal;
import static org.amitygate.partner.handover.Output.send;
import static org.amitygate.partner.handover.Output.signal;

/**
 * Another seal on a vehicle that both sides have inspected: before COMMIT, only by their agreement,
 * and once for each inspection. Both record the old and the new one.
 */
final class Sealing {

  private Sealing() {}

  static void exit(TableBuilder t) {
    t.rule("SEAL_CHANGED before COMMIT, when both results of a joint inspection are equal")
        .in(LOCAL, OFFERED, ACCEPTED, REFUSED)
        .on(Wish.SEAL_CHANGED)
        .when(JOINT_AGREED, SEAL_NEW)
        .then(
            remember(SEAL, "changed"),
            send(MessageType.SEAL_CHANGED).with("oldSeal", "newSeal"),
            reseal());
  }

  static void entry(TableBuilder t) {
    t.rule("SEAL_CHANGED before COMMIT, when both results of a joint inspection are equal")
        .in(LOCAL, OFFERED, ACCEPTED, REFUSED)
        .on(MessageType.SEAL_CHANGED)
        .when(JOINT_AGREED, SEAL_NEW)
        .then(
            remember(SEAL, "changed"), reseal(), signal("seal-changed").with("oldSeal", "newSeal"));
  }
}
