package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.GateConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotDeparted;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverEvent.Opened;
import org.amitygate.core.handover.HandoverEvent.Unproven;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

/** What became of a command to open: told by the controller's word, never by what was sent. */
class BarrierDriveTest extends AtAnOpening {

  // The command

  @Test
  void anOpeningThatGoesWell() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
    assertThat(bench.desk.count(Opened.class)).isEqualTo(1);
    bench.pass(Duration.ofSeconds(3));
    bench.drivesThrough("L1");
    assertThat(at.ends()).containsExactly(new Departed());
    assertThat(bench.inZone("L1")).isNull();
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    assertThat(at.ends()).containsExactly(new Departed());
    assertThat(at.laneState()).isEqualTo("OPEN");
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void anotherVehicleAtTheStopLineTakesTheCommandBack() {
    bench.commitOk(id);
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
    bench.plate("L1", "exit", "36C-212.75", Optional.of(40));
    bench.plate("L1", "exit", "");
    bench.plate("L1", "exit", Bench.PLATE);
    assertThat(controller.sent(Command.CANCEL)).as("a doubtful read, none, its own").isZero();
    bench.plate("L1", "exit", "36C-212.75");
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    bench.pass(LONG);
    assertThat(at.ends()).containsExactly(new NotOpened("ANOTHER_VEHICLE"));
  }

  private void reads(Instant readAt, boolean kept) {
    bench.accept(
        "L1.plate-camera.exit",
        new PlateRead(
            readAt,
            Optional.of("36C-212.75"),
            Optional.of(95),
            "of " + readAt + kept,
            List.of(),
            Map.of(PlateRead.KEPT, String.valueOf(kept))));
  }

  private Instant arrived() {
    return bench.barriers.lanes().find("L1").flatMap(lane -> lane.zone().since()).orElseThrow();
  }

  @Test
  void oneThatTheCameraKeptFromBeforeTheVehicleCameTakesNothingBack() {
    bench.commitOk(id);
    Instant early = arrived().minus(Zone.EARLY);
    reads(early.minusMillis(1), true);
    reads(arrived().minus(Duration.ofDays(1)).plusMillis(1), true);
    assertThat(controller.sent(Command.CANCEL)).isZero();
    reads(early, true);
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
  }

  @Test
  void aCameraWithAWrongClockHidesNoOtherVehicle() {
    bench.commitOk(id);
    reads(arrived().minus(Duration.ofMinutes(5)), false);
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
  }

  @Test
  void norDoesOneWhoseClockWasNeverSet() {
    bench.commitOk(id);
    reads(Instant.EPOCH, true);
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
  }

  @Test
  void behindAnOpenBoomTheNextOneMayBeRead() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
    bench.plate("L1", "exit", "36C-212.75");
    assertThat(controller.sent(Command.CANCEL)).isZero();
  }

  @Test
  void anAnswerThatIsLostIsAskedForAndNotSentAgain() {
    controller.mishap = Controller.Mishap.ANSWER_LOST;
    bench.commitOk(id);
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
    assertThat(controller.sent(Command.POSITION)).isEqualTo(1);
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
    bench.boom("L1", Position.OPEN);
    bench.drivesThrough("L1");
    assertThat(at.ends()).containsExactly(new Departed());
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void theControllersOwnReportIsWordEnough() {
    controller.online = false;
    bench.barriers.onStatus("L1.io", true, ""); // the connection has just gone, nobody knows yet
    bench.commitOk(id);
    controller.accepted = 1;
    bench.accept("L1.io", controller.state(bench.now()));
    bench.settle();
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
  }

  @Test
  void aCommandThatNeverArrivedIsSentAgainOnce() {
    controller.mishap = Controller.Mishap.NEVER_ARRIVED;
    bench.commitOk(id);
    assertThat(controller.commands)
        .extracting(Command::name)
        .containsSubsequence("open", "position", "open");
    assertThat(controller.accepted).isEqualTo(1);
    assertThat(bench.timeline(id)).contains("OpeningRepeated");
    bench.pass(Duration.ofSeconds(2));
    assertThat(controller.sent(Command.OPEN)).isEqualTo(2);
  }

  @Test
  void aSecondTimeItIsCancelledInstead() {
    controller.mishap = Controller.Mishap.REFUSED;
    bench.commitOk(id);
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isLessThanOrEqualTo(2);
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(at.ends()).containsExactly(new NotOpened("REFUSED"));
  }

  @Test
  void itIsNotSentAgainForAVehicleThatIsNoLongerThere() {
    controller.mishap = Controller.Mishap.NEVER_ARRIVED;
    controller.loops.put("exit", false); // and nobody has told
    bench.commitOk(id);
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(bench.desk.count(Unproven.class)).isEqualTo(1);
  }

  @Test
  void anUnknownPositionEndsWithACancelledTokenAndAPerson() {
    controller.position = Position.UNKNOWN; // since just now: exception 4
    bench.commitOk(id);
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(bench.desk.count(Unproven.class)).isEqualTo(1);
    assertThat(bench.crossing(id).shownState()).isEqualTo("HOLD_BARRIER");
  }

  @Test
  void aControllerThatIsAwayIsAskedWhenItIsBack() {
    controller.online = false; // not yet noticed
    bench.commitOk(id);
    bench.pass(Duration.ofMinutes(3));
    assertThat(at.ends()).isEmpty();
    bench.reconnect("L1");
    bench.pass(Duration.ofSeconds(1));
    assertThat(controller.accepted).isEqualTo(1);
    assertThat(bench.timeline(id)).contains("OpeningRepeated");
  }

  /** It was sent while the controller was away, which nobody had noticed. */
  private void nobodyHasGotIt() {
    controller.online = false;
    bench.commitOk(id);
    bench.pass(Duration.ofMinutes(3));
  }

  private void itIsCancelledAndNotSentAgain() {
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(at.ends()).containsExactly(new NotOpened("OFFLINE"));
  }

  @Test
  void itIsNotSentAgainForACrossingThatIsHeldByThen() {
    nobodyHasGotIt();
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, HoldReason.JOINT_INSPECTION, "of the other side");
          return id;
        });
    bench.reconnect("L1");
    itIsCancelledAndNotSentAgain();
    assertThat(bench.crossing(id).reason()).isEqualTo("JOINT_INSPECTION");
    assertThat(bench.timeline(id)).contains("OpeningDenied");
  }

  @Test
  void norIntoALaneThatTheOtherSideHasClosedByThen() {
    nobodyHasGotIt();
    bench.desk.mustNotOpen = Optional.of("lane L1 is STOP at partner 'yy'");
    bench.reconnect("L1");
    itIsCancelledAndNotSentAgain();
    assertThat(bench.timeline(id)).contains("OpeningDenied");
  }

  @Test
  void norWhenTheGateDoesNotOperateByThen() {
    nobodyHasGotIt();
    bench.pair = GateConfig.State.SUSPENDED;
    bench.reconnect("L1");
    itIsCancelledAndNotSentAgain();
    assertThat(bench.crossing(id).state()).as("it goes on").isEqualTo(Crossing.State.UNDER_WAY);
  }

  @Test
  void norForAVehicleThatWasNotWatchedMeanwhile() {
    nobodyHasGotIt();
    bench.disconnect("L1");
    bench.reconnect("L1");
    itIsCancelledAndNotSentAgain();
  }

  @Test
  void oneThatWasReadAnewIsAsGoodAsWatched() {
    bench.disconnect("L1");
    bench.reconnect("L1");
    bench.plate("L1", "exit", Bench.PLATE);
    controller.mishap = Controller.Mishap.NEVER_ARRIVED;
    bench.commitOk(id);
    assertThat(bench.timeline(id)).contains("OpeningRepeated");
    assertThat(controller.accepted).isEqualTo(1);
  }

  // Restart

  @Test
  void afterARestartAnIntentIsNeverSentAgain() {
    bench.journal.crashAt(bench.journal.commits() + 1, true);
    bench.commitOk(id);
    assertThat(controller.sent(Command.OPEN)).isZero();
    bench.crash();
    bench.open();
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(at.ends()).containsExactly(new NotOpened("OFFLINE"));
  }

  @Test
  void afterARestartAnAcceptedOpeningGoesOn() {
    bench.commitOk(id);
    bench.restart();
    bench.boom("L1", Position.OPEN);
    assertThat(bench.desk.count(Opened.class)).isEqualTo(1);
    bench.drivesThrough("L1");
    assertThat(at.ends()).containsExactly(new Departed());
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void anIntentWhoseCommandArrivedBeforeTheCrashGoesOn() {
    controller.mishap = Controller.Mishap.ANSWER_LOST;
    bench.journal.crashAt(bench.journal.commits() + 2, false);
    bench.commitOk(id);
    assertThat(controller.accepted).isEqualTo(1);
    bench.crash();
    bench.open();
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void afterARestartWhileOpenTheVehicleThatStayedHasNotDeparted() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
    bench.crash();
    controller.position = Position.CLOSED;
    bench.open();
    bench.pass(LONG);
    assertThat(at.ends()).containsExactly(new NotDeparted());
    assertThat(controller.cancelled).isEqualTo(1);
  }

  @Test
  void afterARestartWhileCancellingItIsCancelledAgain() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    bench.pass(Duration.ofSeconds(6));
    assertThat(at.phase()).isEqualTo(Opening.Phase.CANCELLING);
    bench.crash();
    controller.deafToCancel = false;
    bench.open();
    bench.pass(Duration.ofSeconds(2));
    assertThat(at.ends()).containsExactly(new NotOpened("STUCK"));
  }

  // Stuck

  @Test
  void aStuckBoomIsCancelledConfirmedAndProvedAfterSettling() {
    bench.commitOk(id);
    bench.pass(Duration.ofMillis(3900));
    assertThat(controller.sent(Command.CANCEL)).isZero();
    bench.pass(Duration.ofMillis(300));
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    assertThat(at.ends()).isEmpty();
    bench.pass(Duration.ofMillis(400));
    assertThat(at.ends()).containsExactly(new NotOpened("STUCK"));
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.LOCAL);
  }

  @Test
  void aBoomThatRisesWhileItIsCancelledHasOpened() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    bench.pass(Duration.ofSeconds(5));
    bench.boom("L1", Position.OPEN);
    controller.deafToCancel = false;
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.count(Opened.class)).isEqualTo(1);
    bench.drivesThrough("L1");
    assertThat(at.ends()).containsExactly(new Departed());
  }

  @Test
  void whatTheJournalCouldNotTakeWhileCancellingIsProvedLater() {
    bench.commitOk(id);
    bench.pass(Duration.ofMillis(4200));
    assertThat(at.phase()).isEqualTo(Opening.Phase.CANCELLING);
    bench.journal.down(true);
    bench.pass(Duration.ofSeconds(5));
    bench.journal.down(false);
    bench.pass(Duration.ofSeconds(2));
    assertThat(at.ends()).containsExactly(new NotOpened("STUCK"));
  }
}
