package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.config.GateConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing opens the border barrier but a promise of this epoch for the vehicle that stands there,
 * identified.
 */
class InterlockTest {

  private final Bench bench = Bench.atWork();
  private Crossing crossing;
  private UUID id;

  @BeforeEach
  void aVehicleStandsAtTheStopLine() {
    crossing = bench.arrive("L1", PLATE);
    id = crossing.id();
  }

  @Test
  void opensOnceForTheCommittedVehicleAfterTheCommit() {
    List<Long> atCommit = new ArrayList<>();
    bench.tx(
        tx -> {
          Crossing mine = bench.crossings.find(tx, id).orElseThrow();
          assertThat(bench.desk.commitOk(tx, mine)).isEmpty();
          bench.crossings.put(tx, mine);
          atCommit.add(opens());
          return id;
        });
    assertThat(atCommit).as("commands before the commit").containsExactly(0L);
    assertThat(opens()).isEqualTo(1);
    assertThat(bench.timeline(id)).contains("OpeningIntended", "OpeningAccepted");
  }

  @Test
  void nothingIsSentWhenTheIntentIsNotWritten() {
    assertThat(
            bench.told(
                bench.journal.submit(
                    tx -> {
                      bench.desk.commitOk(tx, bench.crossings.find(tx, id).orElseThrow());
                      throw new IllegalStateException("the rest of the work fails");
                    })))
        .contains("the rest of the work fails");
    assertThat(opens()).isZero();
    assertThat(bench.commitOk(id)).as("and it can be opened later").isEmpty();
    assertThat(opens()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = HandoverState.class, names = "COMMITTED", mode = EnumSource.Mode.EXCLUDE)
  void everyStateButCommittedIsDenied(HandoverState state) {
    assertThat(open(with(state, 1, 1))).get().asString().contains(state.name());
    assertThat(opens()).isZero();
  }

  @Test
  void aPromiseOfAnOlderEpochIsNone() {
    assertThat(open(with(HandoverState.COMMITTED, 2, 1)))
        .contains("there is no COMMIT_OK of epoch 2");
    assertThat(open(with(HandoverState.COMMITTED, 2, 3))).isPresent();
    assertThat(open(with(HandoverState.COMMITTED, 1, 0))).isPresent();
    assertThat(opens()).isZero();
  }

  @Test
  void aHeldOrEndedCrossingIsDenied() {
    bench.change(id, (tx, c) -> hold(tx, c));
    assertThat(open(with(HandoverState.COMMITTED, 1, 1))).contains("the crossing is HOLD_WEIGHT");
    bench.change(
        id,
        (tx, c) -> {
          bench.crossings.done(tx, c);
          return id;
        });
    assertThat(open(with(HandoverState.COMMITTED, 1, 1))).contains("the crossing is DONE");
    assertThat(opens()).isZero();
  }

  private UUID hold(org.amitygate.core.journal.Transaction tx, Crossing c) {
    bench.crossings.hold(tx, c, HoldReason.WEIGHT, "");
    return id;
  }

  @Test
  void anotherVehicleInTheZoneIsDenied() {
    Crossing other = bench.arrive("L2", "51C-999.99");
    bench.tx(
        tx -> {
          Crossing wrong = bench.crossings.find(tx, other.id()).orElseThrow();
          wrong.handover(with(HandoverState.COMMITTED, 1, 1));
          bench.barriers.lanes().load(tx, "L2").zone().occupy(new UUID(9, 9), tx.now());
          assertThat(bench.desk.interlock().open(tx, wrong))
              .contains("its vehicle is not in the zone");
          return id;
        });
    assertThat(bench.controllers.get("L2").sent(Command.OPEN)).isZero();
  }

  @Test
  void theVehicleMustStandAtTheStopLine() {
    bench.loop("L1", "exit", false);
    denied("its vehicle is not at the stop line");
  }

  @Test
  void thePlateMustBeReadAgainAtTheStopLine() {
    bench.tx(
        tx -> {
          Lane lane = bench.barriers.lanes().load(tx, "L1");
          lane.zone().occupy(id, tx.now());
          lane.zone().readPlate(false, PLATE, true);
          bench.barriers.lanes().put(tx, lane);
          return id;
        });
    denied("its plate was not read again at the stop line");
  }

  @Test
  void anotherOrNoPlateAtTheStopLineIsDenied() {
    for (String read : List.of("29C-123.46", "")) {
      bench.tx(
          tx -> {
            Lane lane = bench.barriers.lanes().load(tx, "L1");
            lane.zone().readPlate(true, read, true);
            bench.barriers.lanes().put(tx, lane);
            return id;
          });
      denied("its plate was not read again at the stop line");
    }
    bench.fact(id, "plate", "");
    denied("its plate was not read again at the stop line");
  }

  @Test
  void theBoomMustBeClosed() {
    for (Position position :
        List.of(Position.UNKNOWN, Position.MOVING, Position.OPEN, Position.FAULT)) {
      Bench fresh = Bench.atWork();
      UUID vehicle = fresh.arrive("L1", PLATE).id();
      fresh.controller().position = position;
      fresh.report("L1");
      assertThat(fresh.commitOk(vehicle)).contains("the boom is not closed");
      assertThat(fresh.controller().sent(Command.OPEN)).isZero();
    }
  }

  @Test
  void aStateOfBeforeAnInterruptionSaysNothingOfTheBoom() {
    bench.disconnect("L1");
    bench.controller().online = true;
    bench.barriers.onStatus("L1.io", true, "");
    bench.accept(
        "L1.io",
        new org.amitygate.device.PresenceSensed(
            bench.now(), "exit", true, true, java.util.Map.of()));
    denied("the boom is not closed");
  }

  @Test
  void theControllerMustBeOnline() {
    bench.disconnect("L1");
    bench.controller().online = true; // and not yet told
    bench.accept(
        "L1.io",
        new org.amitygate.device.PresenceSensed(
            bench.now(), "exit", true, true, java.util.Map.of()));
    denied("the barrier's controller is not online");
  }

  @Test
  void aDegradedOrClosedLaneOpensNothing() {
    bench.told(bench.operations.closeLane(OPERATOR, "L1", "paint"));
    denied("lane L1 is CLOSED: paint");
    bench.told(bench.operations.openLane(OPERATOR, "L1", "dry"));
    bench.tx(
        tx -> {
          Lane lane = bench.barriers.lanes().load(tx, "L1");
          lane.alarm("UNCOMMANDED_OPENING", "it moved", tx.now());
          bench.barriers.lanes().put(tx, lane);
          return id;
        });
    denied("lane L1 is DEGRADED: it moved");
  }

  @Test
  void aStopOfTheLaneOrOfAllOpensNothing() {
    for (String what : List.of("L1", "all")) {
      bench.told(bench.operations.stop(GUARD, what, "fire"));
      denied("GATE_STOP: fire");
      bench.told(bench.operations.resume(GUARD, what, "out"));
      bench.told(bench.operations.resume(OPERATOR, what, "out"));
    }
    bench.told(bench.operations.stop(GUARD, "L2", "elsewhere"));
    assertThat(bench.commitOk(id)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = GateConfig.State.class, names = "OPERATING", mode = EnumSource.Mode.EXCLUDE)
  void onlyAnOperatingPairOpens(GateConfig.State state) {
    bench.pair = state;
    denied("the gate pair is " + state);
  }

  @ParameterizedTest
  @EnumSource(
      value = HandoverState.class,
      names = {"OPENING", "OPENED", "IN_STRIP", "NOT_DEPARTED", "HOLD_BARRIER", "MISMATCH"})
  void aStripThatIsTakenOpensNothing(HandoverState state) {
    bench.tx(
        tx -> {
          Crossing before =
              bench.crossings.begin(
                  tx, new UUID(5, 5), "", crossing.role(), "L1", java.util.Map.of());
          Desk.to(before, state);
          bench.crossings.put(tx, before);
          return id;
        });
    denied("the strip of the lane is taken");
    bench.change(
        new UUID(5, 5),
        (tx, before) -> {
          Desk.to(before, HandoverState.RECEIVED);
          return id;
        });
    assertThat(bench.commitOk(id)).as("the other side has it").isEmpty();
  }

  @Test
  void thereIsNoSecondOpeningWhileOneIsUnfinished() {
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(open(with(HandoverState.COMMITTED, 2, 2)))
        .contains("an opening of this barrier is not finished");
    assertThat(opens()).isEqualTo(1);
  }

  @Test
  void tokensRiseForEverAlsoPastTheControllers() {
    bench.controller().accepted = 40;
    bench.controller().cancelled = 41;
    bench.report("L1");
    bench.settle();
    bench.commitOk(id);
    assertThat(bench.controller().accepted).isEqualTo(42);
    bench.boom("L1", Position.OPEN);
    bench.drivesThrough("L1");
    bench.boom("L1", Position.CLOSED);
    assertThat(bench.desk.count(HandoverEvent.Departed.class)).isEqualTo(1);
    bench.change(
        id,
        (tx, c) -> {
          Desk.to(c, HandoverState.RECEIVED);
          return id;
        });
    bench.controller().accepted = 3; // a controller that forgot does not make ours fall
    bench.restart();
    Crossing next = bench.arrive("L1", "51C-999.99");
    assertThat(bench.commitOk(next.id())).isEmpty();
    assertThat(bench.controller().accepted).isEqualTo(43);
  }

  @Test
  void theSameChecksHoldBackACommit() {
    assertThat(notReady()).isEmpty();
    bench.loop("L1", "exit", false);
    assertThat(notReady()).contains("its vehicle is not at the stop line");
  }

  @Test
  void theEntrySideTakesNothingWhileStoppedClosedFullOrNotOperating() {
    assertThat(cannotTake()).isEmpty();
    bench.told(bench.operations.stop(GUARD, "M1", "fire"));
    assertThat(cannotTake()).contains("STOP");
    bench.told(bench.operations.resume(GUARD, "M1", "out"));
    bench.told(bench.operations.resume(OPERATOR, "M1", "out"));
    bench.told(bench.operations.closeLane(OPERATOR, "M1", "paint"));
    assertThat(cannotTake()).contains("LANE_CLOSED");
    bench.told(bench.operations.openLane(OPERATOR, "M1", "dry"));
    bench.pair = GateConfig.State.PILOT;
    assertThat(cannotTake()).contains("GATE_CLOSED");
  }

  @ParameterizedTest
  @EnumSource(HandoverState.class)
  void theStripIsFullWhileOneIsOnItsWayThroughIt(HandoverState state) {
    bench.change(
        EntryBench.sent(bench, PLATE),
        (tx, coming) -> {
          Desk.to(coming, state);
          return id;
        });
    assertThat(cannotTake().equals(Optional.of("STRIP_FULL")))
        .isEqualTo(
            switch (state) {
              case COMMITTED, IN_STRIP, MISMATCH -> true;
              default -> false;
            });
  }

  @Test
  void aLaneIsDrainedWhenNothingIsInItOrOnItsWay() {
    assertThat(notDrained()).as("a vehicle at the stop line").isPresent();
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(notDrained()).contains("an opening of its barrier is not finished");
    bench.boom("L1", Position.OPEN);
    bench.drivesThrough("L1");
    bench.boom("L1", Position.CLOSED);
    assertThat(notDrained()).contains("its strip is taken");
    bench.change(
        id,
        (tx, c) -> {
          Desk.to(c, HandoverState.RECEIVED);
          return id;
        });
    assertThat(notDrained()).as("the other side has it").isEmpty();
    Lane fresh = new Lane("L9");
    assertThat(fresh.zone().vacant()).as("loops that nobody has heard of").isFalse();
    fresh.zone().sense("entry", false, true);
    fresh.zone().sense("exit", false, true);
    assertThat(fresh.zone().vacant()).isTrue();
    fresh.zone().sense("entry", true, false);
    assertThat(fresh.zone().vacant()).isFalse();
  }

  private Optional<String> notDrained() {
    return bench.tx(tx -> bench.desk.interlock().notDrained(tx, "L1"));
  }

  private Optional<String> cannotTake() {
    return bench.tx(
        tx -> {
          Crossing coming =
              new Crossing(
                  new UUID(4, 4),
                  "X",
                  org.amitygate.core.crossing.Role.ENTRY,
                  "M1",
                  "p",
                  "flow",
                  "1",
                  "first",
                  tx.now());
          return bench.desk.interlock().cannotTake(tx, coming);
        });
  }

  private Optional<String> notReady() {
    return bench.tx(
        tx -> bench.desk.interlock().notReady(tx, bench.crossings.find(tx, id).orElseThrow()));
  }

  private void denied(String why) {
    long before = opens();
    assertThat(bench.commitOk(id)).contains(why);
    assertThat(opens()).isEqualTo(before);
    assertThat(bench.timeline(id)).contains("OpeningDenied");
  }

  private Optional<String> open(Handover handover) {
    return bench.change(
        id,
        (tx, c) -> {
          c.handover(handover);
          return bench.desk.interlock().open(tx, c);
        });
  }

  private static Handover with(HandoverState state, int epoch, int committed) {
    return new Handover(state, epoch, committed, null, java.util.Map.of());
  }

  private long opens() {
    return bench.controller().sent(Command.OPEN);
  }
}
