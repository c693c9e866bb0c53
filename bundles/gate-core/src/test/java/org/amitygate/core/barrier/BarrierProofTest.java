package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotDeparted;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Transaction;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.amitygate.device.PresenceSensed;
import org.junit.jupiter.api.Test;

/**
 * What proves that a vehicle stayed, departed or passed, what does not, and that a stop beats it
 * all.
 */
class BarrierProofTest extends AtAnOpening {

  // Proof that the vehicle stayed

  @Test
  void openedAndClosedAgainBeforeTheVehicleIsNotDeparted() {
    at.stays();
    bench.pass(LONG);
    assertThat(at.ends()).containsExactly(new NotDeparted());
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(bench.inZone("L1").id()).isEqualTo(id);
  }

  @Test
  void theControllerMustHaveCancelledFirst() {
    controller.deafToCancel = true;
    at.stays();
    bench.pass(LONG);
    assertThat(at.ends()).isEmpty();
  }

  @Test
  void aPassageThatWasCountedForbidsTheProof() {
    at.stays();
    controller.passages++;
    bench.report("L1");
    bench.pass(LONG);
    at.unproven();
  }

  @Test
  void anExitLoopThatIsClearForbidsTheProof() {
    at.opened();
    bench.loop("L1", "exit", false);
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    at.unproven();
  }

  @Test
  void aPassageLoopThatIsOccupiedForbidsTheProof() {
    at.stays();
    controller.loops.put("passage", true);
    bench.pass(LONG);
    at.unproven();
  }

  @Test
  void anotherBootCountForbidsEveryProof() {
    at.opened();
    controller.boots++;
    bench.report("L1");
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    at.unproven();
    assertThat(controller.cancelled).as("cancelled before a person decides").isEqualTo(1);
  }

  @Test
  void countersThatBeganAnewForbidEveryProofAlsoWithoutABootCount() {
    controller.leftClosed = 5;
    controller.passages = 5;
    bench.report("L1");
    bench.told(bench.operations.openLane(GUARD, "L1", "it was tried out"));
    at.opened();
    bench.disconnect("L1");
    controller.leftClosed = 0;
    controller.passages = 0;
    controller.position = Position.CLOSED;
    bench.reconnect("L1");
    bench.pass(LONG);
    at.unproven();
  }

  @Test
  void anUnknownPositionForbidsEveryProof() {
    at.opened();
    bench.boom("L1", Position.UNKNOWN);
    bench.pass(LONG);
    at.unproven();
  }

  // Departure

  @Test
  void aRiseBeforeARestartDoesNotCount() {
    at.opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false);
    bench.restart();
    bench.loop("L1", "passage", false);
    bench.pass(LONG);
    assertThat(bench.desk.count(Departed.class)).isZero();
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    at.unproven();
    assertThat(bench.inZone("L1")).as("it is gone all the same").isNull();
  }

  @Test
  void aRiseBeforeALostConnectionDoesNotCount() {
    at.opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false);
    bench.disconnect("L1");
    bench.reconnect("L1");
    bench.loop("L1", "passage", false);
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    assertThat(bench.desk.count(Departed.class)).isZero();
    at.unproven();
  }

  @Test
  void aRiseBeforeTheDriverBeganAnewDoesNotCount() {
    at.opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.loop("L1", "exit", false);
    bench.accept("L1.io", new PresenceSensed(bench.now(), "passage", true, true, Map.of()));
    bench.loop("L1", "passage", false);
    assertThat(bench.desk.count(Departed.class)).isZero();
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
    at.opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "passage", false);
    assertThat(bench.desk.count(Departed.class)).isZero();
    bench.boom("L1", Position.CLOSED);
    bench.pass(LONG);
    at.unproven();
  }

  @Test
  void aVehicleThatStallsUnderTheBoomHasNotDeparted() {
    at.opened();
    bench.loop("L1", "passage", true);
    bench.loop("L1", "entry", false);
    bench.pass(Duration.ofMinutes(5));
    assertThat(at.ends()).isEmpty();
    bench.loop("L1", "exit", false);
    bench.loop("L1", "passage", false);
    assertThat(at.ends()).containsExactly(new Departed());
  }

  // Stop

  private void gateStop(Transaction tx) {
    Stops stops = bench.barriers.stops();
    stops.stop(tx, "L1", stops.block("L1"), GUARD, "fire");
  }

  @Test
  void aStopBetweenCommitAndSendingIsNotOpened() {
    bench.tx(
        tx -> {
          var crossing = bench.crossings.find(tx, id).orElseThrow();
          bench.desk.commitOk(tx, crossing);
          bench.crossings.put(tx, crossing);
          gateStop(tx); // before the commit of the intent
          return id;
        });
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(at.ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void aStopWhileTheCommandWaitsForAnotherDriverKeepsItFromLeaving() {
    bench.exchange("L1");
    bench.commitOk(id);
    bench.told(bench.operations.stop(GUARD, "L1", "fire"));
    bench.exchanged("L1");
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(at.ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void soDoesAnotherVehicleAtTheStopLine() {
    bench.exchange("L1");
    bench.commitOk(id);
    bench.plate("L1", "exit", "36C-212.75");
    bench.exchanged("L1");
    bench.pass(LONG);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(at.ends()).containsExactly(new NotOpened("ANOTHER_VEHICLE"));
  }

  @Test
  void aCommandThatWaitedForAnotherDriverLeavesWithItOtherwise() {
    bench.exchange("L1");
    bench.commitOk(id);
    assertThat(controller.sent(Command.OPEN)).isZero();
    bench.exchanged("L1");
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
  }

  @Test
  void aStopAfterAcceptanceCancels() {
    bench.commitOk(id);
    bench.told(bench.operations.stop(GUARD, "all", "fire"));
    assertThat(controller.sent(Command.CANCEL)).isEqualTo(1);
    bench.pass(Duration.ofSeconds(1));
    assertThat(at.ends()).containsExactly(new NotOpened("STOP"));
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
    while (controller.sent(Command.OPEN) == 0) {
      bench.step();
    }
    bench.operations.stop(GUARD, "all", "fire"); // the answer is not there yet
    bench.settle();
    bench.pass(Duration.ofSeconds(1));
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(at.ends()).containsExactly(new NotOpened("STOP"));
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
    assertThat(at.ends()).containsExactly(new NotOpened("STOP"));
  }

  @Test
  void aStopThatCannotBeWrittenStopsAllTheSame() {
    bench.journal.submit(
        tx -> {
          gateStop(tx);
          throw new IllegalStateException("it is not written");
        });
    String why = "it was asked for and is not written: stop again, then resume";
    assertThat(bench.commitOk(id)).contains("GATE_STOP: " + why);
    assertThat(controller.sent(Command.OPEN)).isZero();
    assertThat(bench.timeline(id)).doesNotContain("OpeningIntended");
    assertThat(bench.barriers.describe(bench.journal.view()).get(0).path("why").asText())
        .isEqualTo(why);
    assertThat(bench.told(bench.operations.resume(GUARD, "L1", "over")))
        .isEqualTo("the GATE_STOP of L1 is in force: " + why);
    bench.told(bench.operations.stop(GUARD, "L1", "fire"));
    bench.told(bench.operations.resume(GUARD, "L1", "over"));
    bench.told(bench.operations.resume(SUPERVISOR, "L1", "over"));
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(controller.sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void aStopThatIsBeingLiftedIsNotOneThatWasNotWritten() {
    bench.told(bench.operations.stop(GUARD, "L1", "fire"));
    bench.told(bench.operations.resume(GUARD, "L1", "over"));
    bench.tx(
        tx -> {
          bench.barriers.orders().resume(tx, "L1", SUPERVISOR, "over");
          assertThat(bench.barriers.stops().inForce(tx, "L1")).isEmpty();
          return id;
        });
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
    assertThat(at.ends()).contains(new Departed());
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
    at.opened();
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
}
