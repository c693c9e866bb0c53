package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** How a vehicle leaves, and what moves or passes that nobody commanded. */
class LaneMovementsTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  @Test
  void aVehicleThatBacksOutIsHeldAndTheZoneIsFree() {
    Crossing crossing = bench.arrive("L1", PLATE);
    at.leaves();
    assertThat(bench.crossing(crossing.id()).reason()).isEqualTo("VEHICLE_LEFT");
    assertThat(bench.inZone("L1")).isNull();
    bench.loop("L1", "entry", true);
    assertThat(bench.all()).hasSize(2);
  }

  @Test
  void aVehicleThatIsGoneAfterABreakIsHeld() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.crash();
    bench.controller().loops.replaceAll((loop, is) -> false);
    bench.open();
    assertThat(bench.crossing(crossing.id()).reason()).isEqualTo("VEHICLE_LEFT");
    assertThat(bench.inZone("L1")).isNull();
  }

  @Test
  void aTailgaterIsHeldAndClosesTheLane() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.commitOk(first.id());
    bench.boom("L1", Position.OPEN);
    bench.drivesThrough("L1");
    Crossing second = bench.arrive("L1", NEXT);
    bench.drivesThrough("L1");
    assertThat(bench.crossing(second.id()).reason()).isEqualTo("TAILGATE");
    assertThat(at.lane().state()).isEqualTo("CLOSED");
    assertThat(bench.desk.laneStates).contains("L1 CLOSED");
    assertThat(bench.desk.laneAlarms).containsExactly("TAILGATE");
    assertThat(bench.inZone("L1")).isNull();
  }

  @Test
  void aMovementWithoutOurCommandDegradesTheLane() {
    bench.boom("L1", Position.MOVING);
    assertThat(at.lane().state()).isEqualTo("DEGRADED");
    assertThat(bench.desk.laneStates).contains("L1 DEGRADED");
    assertThat(bench.journal.types("lane:L1")).contains("LaneAlarm");
    bench.told(bench.operations.openLane(OPERATOR, "L1", "looked"));
    assertThat(at.lane().state()).isEqualTo("OPEN");
  }

  @Test
  void whileItIsStoppedThePartnerIsToldTheStop() {
    bench.told(bench.operations.stop(GUARD, "all", "fire"));
    bench.desk.laneStates.clear();
    bench.boom("L1", Position.MOVING);
    assertThat(at.lane().state()).isEqualTo("DEGRADED");
    assertThat(bench.desk.laneStates).containsExactly("L1 STOP");
  }

  @Test
  void aMovementWhileTheGateWasDownIsSeenAfterwards() {
    bench.crash();
    bench.controller().leftClosed++;
    bench.open();
    assertThat(at.lane().state()).isEqualTo("DEGRADED");
  }

  @Test
  void aMovementIsSeenThoughAnotherControllerCountsAnew() {
    bench.controller().leftClosed = 500;
    bench.controller().passages = 480;
    bench.report("L1");
    bench.settle();
    bench.told(bench.operations.openLane(OPERATOR, "L1", "looked"));
    bench.disconnect("L1");
    bench.controller().leftClosed = 0;
    bench.controller().passages = 0;
    bench.reconnect("L1");
    assertThat(at.lane().state()).isEqualTo("OPEN");
    bench.boom("L1", Position.OPEN);
    assertThat(at.lane().state()).isEqualTo("DEGRADED");
  }

  @Test
  void afterACancelledOpeningAMovementIsUnexplainedAgain() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.commitOk(crossing.id());
    bench.pass(Duration.ofSeconds(6));
    assertThat(at.lane().opening()).isEmpty();
    bench.boom("L1", Position.MOVING);
    assertThat(at.lane().state()).isEqualTo("DEGRADED");
  }

  @Test
  void receivedByTheOtherGateFreesTheZoneForTheOneBehind() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.to(c, HandoverState.RECEIVED);
          return 0;
        });
    assertThat(bench.inZone("L1").id())
        .as("who stands there is another")
        .isNotEqualTo(crossing.id());
  }

  @Test
  void lampsTellTheDriver() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.commitOk(crossing.id());
    bench.boom("L1", Position.OPEN);
    assertThat(lamps()).containsEntry(1L, true).containsEntry(0L, false);
    bench.drivesThrough("L1");
    assertThat(lamps()).containsEntry(1L, false);
    Crossing next = bench.arrive("L1", NEXT);
    bench.change(
        next.id(),
        (tx, c) -> {
          bench.crossings.hold(tx, c, org.amitygate.core.crossing.HoldReason.WEIGHT, "");
          return 0;
        });
    assertThat(lamps()).containsEntry(0L, true);
    bench.controller().commands.clear();
    bench.disconnect("L1");
    bench.reconnect("L1");
    assertThat(lamps())
        .as("shown again to a controller that may have forgotten")
        .containsEntry(0L, true);
  }

  private Map<Object, Object> lamps() {
    Map<Object, Object> lamps = new java.util.HashMap<>();
    bench.controller().commands.stream()
        .filter(command -> command.name().equals(Command.SET))
        .forEach(c -> lamps.put(c.arguments().get("output"), c.arguments().get("on")));
    return lamps;
  }

  @Test
  void whoDrivesInBehindOneThatBackedOutDoesNotPassAsIt() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.commitOk(first.id());
    bench.boom("L1", Position.OPEN);
    at.leaves();
    Crossing second = bench.arrive("L1", NEXT);
    bench.drivesThrough("L1");
    assertThat(bench.desk.count(Departed.class)).isZero();
    assertThat(bench.crossing(second.id()).reason()).isEqualTo("TAILGATE");
    assertThat(at.lane().state()).isEqualTo("CLOSED");
    assertThat(bench.inZone("L1")).isNull();
    bench.boom("L1", Position.CLOSED);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.crossing(first.id()).shownState()).isEqualTo("HOLD_BARRIER");
  }

  @Test
  void norDoesARiseOfBeforeCountForTheNext() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.commitOk(first.id());
    bench.boom("L1", Position.OPEN);
    bench.loop("L1", "passage", true); // it moves on a little, and back
    bench.loop("L1", "passage", false);
    at.leaves();
    bench.loop("L1", "passage", true); // somebody walks there
    bench.loop("L1", "passage", false);
    assertThat(bench.desk.count(Departed.class)).isZero();
  }

  private void heldAsLeft(Crossing crossing) {
    Crossing now = bench.crossing(crossing.id());
    assertThat(now.reason()).isEqualTo("VEHICLE_LEFT");
    assertThat(now.handover().state()).isEqualTo(HandoverState.LOCAL);
  }

  @Test
  void whoBackedOutWhileItWasHeldDoesNotGoOnWithItsRelease() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.change(
        crossing.id(),
        (tx, c) -> {
          bench.crossings.hold(tx, c, HoldReason.CUSTOMS_CONTROL, "");
          return c;
        });
    at.leaves();
    assertThat(bench.crossing(crossing.id()).reason()).isEqualTo("CUSTOMS_CONTROL");
    Actor customs = new Actor("customs", Set.of(Role.CUSTOMS));
    assertThat(bench.told(bench.operations.release(customs, crossing.name(), "looked at")))
        .endsWith("is not held for CUSTOMS_CONTROL any more, but for VEHICLE_LEFT");
    heldAsLeft(crossing);
    bench.told(
        bench.operations.release(Bench.OPERATOR, crossing.name(), "VEHICLE_LEFT", "it is there"));
    assertThat(bench.crossing(crossing.id()).state())
        .as("a person has decided")
        .isEqualTo(Crossing.State.UNDER_WAY);
  }

  @Test
  void norWhenItsOpeningIsTakenBack() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.commitOk(crossing.id());
    bench.boom("L1", Position.OPEN);
    at.leaves();
    bench.pass(Duration.ofSeconds(6));
    bench.boom("L1", Position.CLOSED);
    bench.pass(Duration.ofSeconds(6));
    bench.told(bench.operations.resolve(Bench.GUARD, crossing.name(), "not-departed", "seen"));
    assertThat(bench.crossing(crossing.id()).handover().state())
        .isEqualTo(HandoverState.NOT_DEPARTED);
    bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.newEpoch(c);
          bench.crossings.signal(tx, c, "annulled", Map.of());
          return c;
        });
    heldAsLeft(crossing);
  }
}
