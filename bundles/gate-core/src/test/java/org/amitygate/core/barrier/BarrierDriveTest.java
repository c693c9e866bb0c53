package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotDeparted;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverEvent.Opened;
import org.amitygate.core.handover.HandoverEvent.Unproven;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What became of an opening: told by the controller's word and the loops, never by what was sent.
 */
class BarrierDriveTest {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final Bench bench = Bench.atWork();
  private final Controller controller = bench.controller();
  private UUID id;

  @BeforeEach
  void aVehicleStandsAtTheStopLine() {
    id = bench.arrive("L1", PLATE).id();
  }

  // The command

  @Test
  void anOpeningThatGoesWell() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
    assertThat(bench.desk.count(Opened.class)).isEqualTo(1);
    bench.pass(Duration.ofSeconds(3));
    bench.drivesThrough("L1");
    assertThat(ends()).containsExactly(new Departed());
    assertThat(bench.inZone("L1")).isNull();
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    assertThat(ends()).containsExactly(new Departed());
    assertThat(state("L1")).isEqualTo("OPEN");
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsLostIsAskedForAndNotSentAgain() {
    controller.mishap = Controller.Mishap.ANSWER_LOST;
    bench.commitOk(id);
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
    assertThat(controller.sent(Command.POSITION)).isEqualTo(1);
    assertThat(phase()).isEqualTo(Opening.Phase.ACCEPTED);
    bench.boom("L1", Position.OPEN);
    bench.drivesThrough("L1");
    assertThat(ends()).containsExactly(new Departed());
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
    assertThat(phase()).isEqualTo(Opening.Phase.ACCEPTED);
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
    assertThat(ends()).containsExactly(new NotOpened("REFUSED"));
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
    assertThat(ends()).isEmpty();
    bench.reconnect("L1");
    bench.pass(Duration.ofSeconds(1));
    assertThat(controller.accepted).isEqualTo(1);
    assertThat(bench.timeline(id)).contains("OpeningRepeated");
  }

  // Restart

  @Test
  void afterARestartAnIntentIsNeverSentAgain() {
    bench.journal.crashAt(bench.disk.commits() + 1, true);
    bench.commitOk(id);
    assertThat(controller.sent(Command.OPEN)).isZero();
    bench.crash();
    bench.open();
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(ends()).containsExactly(new NotOpened("OFFLINE"));
  }

  @Test
  void afterARestartAnAcceptedOpeningGoesOn() {
    bench.commitOk(id);
    bench.restart();
    bench.boom("L1", Position.OPEN);
    assertThat(bench.desk.count(Opened.class)).isEqualTo(1);
    bench.drivesThrough("L1");
    assertThat(ends()).containsExactly(new Departed());
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void anIntentWhoseCommandArrivedBeforeTheCrashGoesOn() {
    controller.mishap = Controller.Mishap.ANSWER_LOST;
    bench.journal.crashAt(bench.disk.commits() + 2, false);
    bench.commitOk(id);
    assertThat(controller.accepted).isEqualTo(1);
    bench.crash();
    bench.open();
    assertThat(phase()).isEqualTo(Opening.Phase.ACCEPTED);
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
    assertThat(ends()).containsExactly(new NotDeparted());
    assertThat(controller.cancelled).isEqualTo(1);
  }

  @Test
  void afterARestartWhileCancellingItIsCancelledAgain() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    bench.pass(Duration.ofSeconds(6));
    assertThat(phase()).isEqualTo(Opening.Phase.CANCELLING);
    bench.crash();
    controller.deafToCancel = false;
    bench.open();
    bench.pass(Duration.ofSeconds(2));
    assertThat(ends()).containsExactly(new NotOpened("STUCK"));
  }

  // Stuck

  @Test
  void aStuckBoomIsCancelledConfirmedAndProvedAfterSettling() {
    bench.commitOk(id);
    bench.pass(Duration.ofMillis(3900));
    assertThat(controller.sent(Command.CANCEL)).isZero();
    bench.pass(Duration.ofMillis(300));
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    assertThat(ends()).isEmpty();
    bench.pass(Duration.ofMillis(400));
    assertThat(ends()).containsExactly(new NotOpened("STUCK"));
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
    assertThat(ends()).containsExactly(new Departed());
  }

  @Test
  void whatTheJournalCouldNotTakeWhileCancellingIsProvedLater() {
    bench.commitOk(id);
    bench.pass(Duration.ofMillis(4200));
    assertThat(phase()).isEqualTo(Opening.Phase.CANCELLING);
    bench.journal.down(true);
    bench.pass(Duration.ofSeconds(5));
    bench.journal.down(false);
    bench.pass(Duration.ofSeconds(2));
    assertThat(ends()).containsExactly(new NotOpened("STUCK"));
  }

  @Test
  void nothingIsSaidBeforeTheControllerConfirmsAndPeopleAreNotKeptForEver() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    bench.pass(Duration.ofSeconds(30));
    assertThat(ends()).isEmpty();
    bench.pass(Duration.ofSeconds(10));
    assertThat(ends()).hasSize(1);
    assertThat(bench.desk.last(Unproven.class).why()).contains("isolate");
    bench.pass(LONG);
    assertThat(ends()).hasSize(1);
  }

  @Test
  void aControllerThatStaysAwayLeavesTheQuestionToPeople() {
    bench.commitOk(id);
    bench.disconnect("L1");
    bench.pass(Duration.ofMinutes(9));
    assertThat(ends()).isEmpty();
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.desk.last(Unproven.class).why()).contains("is away");
  }

  // Proof that the vehicle stayed

  @Test
  void openedAndClosedAgainBeforeTheVehicleIsNotDeparted() {
    stays();
    bench.pass(LONG);
    assertThat(ends()).containsExactly(new NotDeparted());
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(bench.inZone("L1").id()).isEqualTo(id);
  }

  @Test
  void theControllerMustHaveCancelledFirst() {
    controller.deafToCancel = true;
    stays();
    bench.pass(LONG);
    assertThat(ends()).isEmpty();
  }

  @Test
  void aPassageThatWasCountedForbidsTheProof() {
    stays();
    controller.passages++;
    bench.report("L1");
    bench.pass(LONG);
    unproven();
  }

  @Test
  void anExitLoopThatIsClearForbidsTheProof() {
    opened();
    bench.loop("L1", "exit", false);
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    unproven();
  }

  @Test
  void aPassageLoopThatIsOccupiedForbidsTheProof() {
    stays();
    controller.loops.put("passage", true);
    bench.pass(LONG);
    unproven();
  }

  @Test
  void anotherBootCountForbidsEveryProof() {
    opened();
    controller.boots++;
    bench.report("L1");
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    unproven();
    assertThat(controller.cancelled).as("cancelled before a person decides").isEqualTo(1);
  }

  @Test
  void anUnknownPositionForbidsEveryProof() {
    opened();
    bench.boom("L1", Position.UNKNOWN);
    bench.pass(LONG);
    unproven();
  }

  // Departure

  @Test
  void aRiseBeforeARestartDoesNotCount() {
    opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false);
    bench.restart();
    bench.loop("L1", "passage", false);
    bench.pass(LONG);
    assertThat(bench.desk.count(Departed.class)).isZero();
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    unproven();
    assertThat(bench.inZone("L1")).as("it is gone all the same").isNull();
  }

  @Test
  void aRiseBeforeALostConnectionDoesNotCount() {
    opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false);
    bench.disconnect("L1");
    bench.reconnect("L1");
    bench.loop("L1", "passage", false);
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    assertThat(bench.desk.count(Departed.class)).isZero();
    unproven();
  }

  @Test
  void aRiseBeforeTheBoomOpenedDoesNotCount() {
    bench.commitOk(id);
    bench.loop("L1", "passage", true); // somebody walks there
    bench.boom("L1", Position.OPEN);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false); // ours backs off
    bench.loop("L1", "passage", false);
    assertThat(bench.desk.count(Departed.class)).isZero();
  }

  @Test
  void aFallWhileTheExitLoopIsOccupiedDoesNotCount() {
    opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "passage", false);
    assertThat(bench.desk.count(Departed.class)).isZero();
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    unproven();
  }

  @Test
  void aVehicleThatStallsUnderTheBoomHasNotDeparted() {
    opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.pass(Duration.ofMinutes(5));
    assertThat(ends()).isEmpty();
    bench.loop("L1", "exit", false);
    bench.loop("L1", "passage", false);
    assertThat(ends()).containsExactly(new Departed());
  }

  // Stop

  @Test
  void aStopBetweenCommitAndSendingIsNotOpened() {
    bench.tx(
        tx -> {
          var crossing = bench.crossings.find(tx, id).orElseThrow();
          bench.desk.commitOk(tx, crossing);
          bench.crossings.put(tx, crossing);
          bench.barriers.stops().stop(tx, "L1", GUARD, "fire"); // before the commit of the intent
          return id;
        });
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void aStopAfterAcceptanceCancels() {
    bench.commitOk(id);
    bench.told(bench.operations.stop(GUARD, "all", "fire"));
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    bench.pass(Duration.ofSeconds(1));
    assertThat(ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void aStopWhileTheAnswerIsUnderWayCancels() {
    bench.journal.submit(
        tx -> {
          var crossing = bench.crossings.find(tx, id).orElseThrow();
          bench.desk.commitOk(tx, crossing);
          bench.crossings.put(tx, crossing);
          return id;
        });
    bench.operations.stop(GUARD, "all", "fire"); // the answer is not there yet
    bench.settle();
    bench.pass(Duration.ofSeconds(1));
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void aStopForbidsSendingAgainAndThenTheTokenIsCancelled() {
    controller.online = false;
    bench.commitOk(id);
    bench.told(bench.operations.stop(GUARD, "all", "fire"));
    bench.reconnect("L1");
    bench.pass(Duration.ofSeconds(2));
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void aStopThatCannotBeWrittenStopsAllTheSame() {
    bench.journal.submit(
        tx -> {
          bench.barriers.stops().stop(tx, "L1", GUARD, "fire");
          throw new IllegalStateException("it is not written");
        });
    bench.commitOk(id);
    assertThat(controller.sent(Command.OPEN)).isZero();
  }

  @Test
  void aStopSurvivesARestart() {
    bench.told(bench.operations.stop(GUARD, "all", "fire"));
    bench.restart();
    bench.controller().loops.put("exit", true);
    assertThat(bench.commitOk(id)).contains("GATE_STOP: fire");
    assertThat(bench.barriers.stops().unlessStopped("L1", () -> true)).isFalse();
  }

  // The entry side

  @Test
  void theEntrySideHasPassedByTheLatchedCounterAlsoAcrossARestart() {
    UUID coming = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, PLATE);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isEqualTo(1);
    bench.boom("M1", Position.OPEN);
    bench.loop("M1", "passage", true);
    bench.loop("M1", "entry", false);
    bench.loop("M1", "exit", false);
    bench.restart();
    bench.loop("M1", "passage", false);
    bench.pass(Duration.ofSeconds(1));
    assertThat(ends()).contains(new Departed());
    assertThat(bench.timeline(coming)).contains("OpeningEnded");
    assertThat(bench.inZone("M1")).isNull();
  }

  @Test
  void whoComesNextOnTheEntryLaneKeepsItsZone() {
    EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, PLATE);
    bench.boom("M1", Position.OPEN);
    bench.loop("M1", "passage", true);
    bench.loop("M1", "entry", false);
    bench.loop("M1", "exit", false);
    bench.restart();
    bench.controllers.get("M1").online = true;
    bench.controllers.get("M1").loops.put("passage", false);
    bench.accept(
        "M1.io",
        new org.amitygate.device.PresenceSensed(
            bench.now(), "passage", false, false, java.util.Map.of()));
    bench.loop("M1", "entry", true); // the next one, before the counter is told
    UUID next = bench.inZone("M1").id();
    bench.controllers.get("M1").passages++;
    bench.report("M1");
    bench.pass(Duration.ofSeconds(1));
    assertThat(bench.inZone("M1").id()).isEqualTo(next);
  }

  @Test
  void receivedByThePartnerEndsTheOpening() {
    opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false);
    bench.change(
        id,
        (tx, c) -> {
          org.amitygate.core.bench.Desk.to(c, HandoverState.RECEIVED);
          return id;
        });
    assertThat(bench.inZone("L1")).isNull();
    assertThat(bench.barriers.lanes().find("L1").orElseThrow().opening()).isEmpty();
  }

  private void opened() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
  }

  private void stays() {
    opened();
    bench.pass(Duration.ofSeconds(6));
    bench.boom("L1", Position.CLOSED);
  }

  private void unproven() {
    assertThat(ends()).hasSize(1).first().isInstanceOf(Unproven.class);
    assertThat(bench.crossing(id).shownState()).isEqualTo("HOLD_BARRIER");
  }

  private List<HandoverEvent> ends() {
    return bench.desk.events.stream()
        .filter(
            e ->
                e instanceof Departed
                    || e instanceof NotOpened
                    || e instanceof NotDeparted
                    || e instanceof Unproven)
        .toList();
  }

  private Opening.Phase phase() {
    return bench.barriers.lanes().find("L1").orElseThrow().opening().orElseThrow().phase();
  }

  private String state(String lane) {
    return bench.barriers.lanes().find(lane).orElseThrow().state();
  }
}
