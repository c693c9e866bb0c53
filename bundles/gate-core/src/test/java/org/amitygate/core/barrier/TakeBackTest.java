package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** A command that is under way when its vehicle must not pass any more. */
class TakeBackTest extends AtAnOpening {

  private void customsHold() {
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, HoldReason.CUSTOMS_CONTROL, "");
          return id;
        });
  }

  @Test
  void aHoldTakesTheCommandBack() {
    bench.commitOk(id);
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
    customsHold();
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    assertThat(bench.timeline(id)).contains("OpeningDenied", "OpeningCancelled");
    bench.pass(LONG);
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    assertThat(at.ends()).containsExactly(new NotOpened("OFFLINE"));
    assertThat(bench.crossing(id).reason()).isEqualTo("CUSTOMS_CONTROL");
  }

  @Test
  void theBoomMayBeQuicker() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
    customsHold();
    assertThat(controller.sent(Command.CANCEL)).isZero();
    bench.drivesThrough("L1");
    assertThat(at.ends()).containsExactly(new Departed());
  }

  private void received() {
    bench.change(
        id,
        (tx, c) -> {
          Desk.to(c, HandoverState.RECEIVED);
          return id;
        });
  }

  @Test
  void receivedByThePartnerItsCommandIsCancelledBeforeItCanArriveLate() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    received();
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    assertThat(at.phase()).as("until that is confirmed").isEqualTo(Opening.Phase.CANCELLING);
    assertThat(bench.inZone("L1").id()).as("who stands there is another").isNotEqualTo(id);
    controller.deafToCancel = false;
    bench.pass(LONG);
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(bench.barriers.lanes().find("L1").orElseThrow().opening()).isEmpty();
  }

  private void backsOut() {
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
  }

  @Test
  void whoBacksOutTakesItsCommandBack() {
    bench.commitOk(id);
    backsOut();
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    bench.pass(LONG);
    at.unproven();
  }

  @Test
  void forACrossingThatHasEndedNothingIsSentAgain() {
    controller.online = false; // not yet noticed
    bench.commitOk(id);
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.refuse(tx, crossing, "PERSON");
          return id;
        });
    bench.reconnect("L1");
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(at.ends()).containsExactly(new NotOpened("OFFLINE"));
  }
}
