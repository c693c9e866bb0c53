package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverEvent.ArrivalMatched;
import org.amitygate.core.handover.HandoverEvent.ArrivalMismatched;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.amitygate.device.PlateRead;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

/** A reading belongs to the vehicle in the zone, never to the last plate. */
class LaneReadingsTest {

  private static final String NEXT = "51C-999.99";

  private final Bench bench = Bench.atWork();

  // Arrivals and plates

  @Test
  void presenceBeginsACrossingAndAPlateJoinsIt() {
    bench.loop("L1", "entry", true);
    Crossing crossing = bench.inZone("L1");
    assertThat(crossing.openedAt()).isEqualTo(bench.now());
    bench.plate("L1", "entry", PLATE);
    assertThat(read(crossing, "plate.entry")).containsExactly(PLATE);
    bench.loop("L1", "exit", true);
    assertThat(names(crossing)).containsExactly("plate.entry", "at-exit");
    assertThat(bench.all()).hasSize(1);
  }

  @Test
  void aPlateWithoutPresenceIsAGhost() {
    bench.plate("L1", "entry", PLATE);
    assertThat(bench.all()).isEmpty();
    assertThat(bench.journal.types("lane:L1")).contains("PlateRead");
  }

  @Test
  void aPlateReadUpToThreeSecondsBeforeItsVehicleJoins() {
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofSeconds(3));
    bench.loop("L1", "entry", true);
    assertThat(read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE);
    assertThat(bench.timeline(bench.inZone("L1").id())).contains("EarlyReadJoined");
  }

  @Test
  void anOlderOneDoesNot() {
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofMillis(3001));
    bench.loop("L1", "entry", true);
    assertThat(names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void aReadAtTheStopLineOfBeforeARestartIdentifiesNobody() {
    bench.disconnect("L1");
    bench.plate("L1", "entry", PLATE);
    bench.plate("L1", "exit", PLATE);
    bench.controller().loops.put("entry", true);
    bench.controller().loops.put("exit", true);
    bench.controller().online = true;
    bench.restart();
    assertThat(names(bench.inZone("L1"))).contains("plate.entry").doesNotContain("plate.exit");
  }

  @Test
  void aPlateReadWhileNobodyWatchedTheLoopsJoinsWhoStandsThere() {
    bench.disconnect("L1");
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofSeconds(60));
    bench.loop("L1", "entry", true);
    bench.reconnect("L1");
    assertThat(read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE);
  }

  @Test
  void theNextInTheQueueMayBeReadTwoMinutesBefore() {
    Crossing first = bench.arrive("L1", PLATE);
    declare(first);
    bench.plate("L1", "entry", NEXT);
    assertThat(read(first, "plate.entry")).containsExactly(PLATE);
    leaves();
    bench.pass(Duration.ofMinutes(2).minusMillis(1));
    bench.loop("L1", "entry", true);
    assertThat(read(bench.inZone("L1"), "plate.entry")).containsExactly(NEXT);
  }

  @Test
  void afterTwoMinutesItIsNobodys() {
    declare(bench.arrive("L1", PLATE));
    bench.plate("L1", "entry", NEXT);
    leaves();
    bench.pass(Duration.ofSeconds(121));
    bench.loop("L1", "entry", true);
    assertThat(names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void theVehicleThatHasJustLeftIsNotTheNext() {
    declare(bench.arrive("L1", PLATE));
    leaves();
    bench.plate("L1", "entry", PLATE);
    bench.loop("L1", "entry", true);
    assertThat(names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void repeatsAreToldOnce() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.plate("L1", "entry", PLATE);
    bench.plate("L1", "exit", "29c 12345");
    assertThat(names(crossing)).containsExactly("plate.entry", "at-exit", "plate.exit");
  }

  @Test
  void anEventThatTheCameraSendsAgainAfterACrashIsNotAnotherRead() {
    bench.loop("L1", "entry", true);
    bench.accept("L1.plate-camera.entry", event("e-1", PLATE));
    declare(bench.inZone("L1"));
    bench.crash();
    bench.open();
    leaves();
    bench.loop("L1", "entry", true);
    Crossing next = bench.inZone("L1");
    bench.accept("L1.plate-camera.entry", event("e-1", PLATE));
    bench.plate("L1", "entry", NEXT);
    assertThat(read(next, "plate.entry")).containsExactly(NEXT);
    assertThat(bench.journal.records().stream().filter(r -> r.toString().contains("e-1")))
        .as("on record once")
        .hasSize(1);
    assertThat(bench.durable).as("acknowledged each time").contains("L1.plate-camera.entry");
  }

  @Test
  void anEventIsItsIdAndWhatWasReadAtItsCamera() {
    bench.loop("L1", "entry", true);
    Crossing crossing = bench.inZone("L1");
    bench.accept("L1.plate-camera.entry", event("1", ""));
    bench.accept("L1.plate-camera.exit", event("1", PLATE));
    bench.accept("L1.plate-camera.entry", event("1", PLATE));
    bench.accept("L1.plate-camera.entry", event("", PLATE));
    bench.accept("L1.plate-camera.entry", event("", NEXT));
    assertThat(read(crossing, "plate.entry")).containsExactly("", PLATE, NEXT);
    assertThat(read(crossing, "plate.exit")).containsExactly(PLATE);
  }

  @Test
  void aLaneRemembersTheLastEventsOnly() {
    bench.loop("L1", "entry", true);
    for (int i = 0; i <= Lane.RECENT_EVENTS; i++) {
      bench.accept("L1.plate-camera.entry", event("e-" + i, ""));
    }
    assertThat(lane().hearsFirst("plate-camera.entry", event("e-1", ""))).isFalse();
    assertThat(lane().hearsFirst("plate-camera.entry", event("e-0", ""))).isTrue();
  }

  private PlateRead event(String id, String plate) {
    return new PlateRead(
        bench.now(),
        Optional.of(plate).filter(text -> !text.isEmpty()),
        Optional.of(95),
        id,
        List.of(),
        Map.of());
  }

  @Test
  void aReadOfTheOneBehindStaysUnattached() {
    Crossing crossing = bench.arrive("L1", PLATE);
    declare(crossing);
    bench.plate("L1", "exit", NEXT);
    bench.plate("L1", "entry", NEXT);
    assertThat(read(crossing, "plate.exit")).containsExactly(PLATE);
    assertThat(read(crossing, "plate.entry")).containsExactly(PLATE);
    assertThat(zone().plate(true)).contains("29C12345");
  }

  @Test
  void anUnreadablePlateIsToldAndReadAgain() {
    bench.loop("L1", "entry", true);
    Crossing crossing = bench.inZone("L1");
    bench.plate("L1", "entry", "");
    bench.plate("L1", "entry", PLATE);
    assertThat(read(crossing, "plate.entry")).containsExactly("", PLATE);
  }

  @Test
  void afterABreakAnotherPlateAtTheStopLineCounts() {
    Crossing crossing = bench.arrive("L1", PLATE);
    declare(crossing);
    bench.restart();
    bench.plate("L1", "exit", NEXT);
    assertThat(bench.commitOk(crossing.id()))
        .contains("its plate was not read again at the stop line");
  }

  @Test
  void afterABreakTheVehicleIsStillThere() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    assertThat(bench.inZone("L1").id()).isEqualTo(crossing.id());
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void picturesAreKeptBeforeTheirRecordAndWhatComesLaterWaits() {
    bench.loop("L1", "entry", true);
    var picture = new PlateRead.Picture("p.jpg", "image/jpeg", new byte[3]);
    var read =
        new PlateRead(
            bench.now(), Optional.of(PLATE), Optional.empty(), "e", List.of(picture), Map.of());
    bench.durable.clear();
    var later =
        new PlateRead(bench.now(), Optional.of(NEXT), Optional.empty(), "f", List.of(), Map.of());
    for (PlateRead each : List.of(read, later)) {
      bench.barriers.accept("L1.plate-camera.entry", each, () -> bench.durable.add("camera"));
    }
    assertThat(bench.durable).isEmpty();
    bench.settle();
    assertThat(bench.durable).hasSize(2);
    assertThat(read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE, NEXT);
    assertThat(bench.journal.records().toString()).contains("digest3");
  }

  @Test
  void whatTheJournalCouldNotTakeIsTakenLaterInOrder() {
    bench.journal.down(true);
    bench.loop("L1", "entry", true);
    bench.loop("L1", "exit", true);
    bench.loop("L1", "exit", false);
    bench.durable.clear();
    bench.pass(Duration.ofSeconds(5));
    assertThat(bench.durable).isEmpty();
    bench.journal.down(false);
    bench.pass(Duration.ofSeconds(5));
    assertThat(bench.durable).hasSize(3);
    assertThat(zone().exitClear()).isTrue();
    assertThat(names(bench.inZone("L1"))).containsExactly("at-exit");
  }

  // Leaving

  @Test
  void aVehicleThatBacksOutIsHeldAndTheZoneIsFree() {
    Crossing crossing = bench.arrive("L1", PLATE);
    leaves();
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
    assertThat(lane().state()).isEqualTo("CLOSED");
    assertThat(bench.desk.laneStates).contains("L1 CLOSED");
    assertThat(bench.inZone("L1")).isNull();
  }

  @Test
  void aMovementWithoutOurCommandDegradesTheLane() {
    bench.boom("L1", Position.MOVING);
    assertThat(lane().state()).isEqualTo("DEGRADED");
    assertThat(bench.desk.laneStates).contains("L1 DEGRADED");
    assertThat(bench.journal.types("lane:L1")).contains("LaneAlarm");
    bench.told(bench.operations.openLane(OPERATOR, "L1", "looked"));
    assertThat(lane().state()).isEqualTo("OPEN");
  }

  @Test
  void aMovementWhileTheGateWasDownIsSeenAfterwards() {
    bench.crash();
    bench.controller().leftClosed++;
    bench.open();
    assertThat(lane().state()).isEqualTo("DEGRADED");
  }

  @Test
  void afterACancelledOpeningAMovementIsUnexplainedAgain() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.commitOk(crossing.id());
    bench.pass(Duration.ofSeconds(6));
    assertThat(lane().opening()).isEmpty();
    bench.boom("L1", Position.MOVING);
    assertThat(lane().state()).isEqualTo("DEGRADED");
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

  // The scale

  @Test
  void aWeightCountsWhenStableAndWholeAndFreshAndFromZero() {
    Crossing crossing = bench.arrive("L1", PLATE);
    assertThat(objection(crossing, bench.weight(31_000, true))).isEmpty();
    assertThat(objection(crossing, bench.weight(31_000, true))).as("the same one again").isEmpty();
  }

  @Test
  void aMovingWeightDoesNot() {
    assertThat(objection(bench.arrive("L1", PLATE), bench.weight(31_000, false)))
        .contains("the weight is not stable");
  }

  @Test
  void norOneThatIsNotWhollyOnThePlatform() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.loop("L1", "exit", false);
    assertThat(objection(crossing, bench.weight(31_000, true)))
        .contains("the vehicle does not stand wholly on the platform");
  }

  @Test
  void norOneOfBeforeItCame() {
    WeightMeasured old = bench.weight(31_000, true);
    bench.pass(Duration.ofSeconds(1));
    assertThat(objection(bench.arrive("L1", PLATE), old))
        .contains("the weight was measured before the vehicle arrived");
  }

  @Test
  void norOneOnAScaleThatWasNotBackAtZero() {
    Crossing first = bench.arrive("L1", PLATE);
    objection(first, bench.weight(31_000, true));
    leaves();
    Crossing second = bench.arrive("L1", NEXT);
    assertThat(objection(second, bench.weight(31_000, true)))
        .contains("the scale was not back at zero since the vehicle before");
    leaves();
    bench.accept("L1.weighbridge", bench.weight(LaneReadings.EMPTY_KG, true));
    assertThat(lane().scaleAtZero()).contains(false);
    bench.accept("L1.weighbridge", bench.weight(0, true));
    Crossing third = bench.arrive("L1", PLATE);
    assertThat(objection(third, bench.weight(31_000, true))).isEmpty();
  }

  @Test
  void aScaleThatNobodyCouldWatchIsTaken() {
    objection(bench.arrive("L1", PLATE), bench.weight(31_000, true));
    leaves();
    bench.barriers.onStatus("L1.weighbridge", false, "lost");
    assertThat(objection(bench.arrive("L1", NEXT), bench.weight(31_000, true))).isEmpty();
  }

  // The entry side

  @Test
  void theVehicleThatWasSentIsMatchedAndLetThrough() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, "29c12345");
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.RECEIVED);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void anotherPlateIsAMismatchAndOpensNothing() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, NEXT);
    assertThat(bench.desk.last(ArrivalMismatched.class).seen()).isEqualTo(NEXT);
    assertThat(bench.crossing(id).reason()).isEqualTo("STRIP_MISMATCH");
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
  }

  @Test
  void afterAMismatchTheRightPlateAndAPersonLetItThrough() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, NEXT);
    bench.plate("M1", "entry", PLATE);
    bench.loop("M1", "exit", true);
    assertThat(bench.desk.count(ArrivalMatched.class)).isZero();
    bench.tx(
        tx -> {
          Lane lane = bench.barriers.lanes().load(tx, "M1");
          lane.zone().match();
          bench.barriers.lanes().put(tx, lane);
          return id;
        });
    bench.told(bench.operations.release(Bench.GUARD, id.toString(), "it was a sticker"));
    bench.barriers.followLater("M1");
    bench.settle();
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
  }

  @Test
  void aDoubtfulReadSaysNeitherYesNorNo() {
    EntryBench.sent(bench, PLATE);
    bench.loop("M1", "entry", true);
    bench.loop("M1", "exit", true);
    bench.plate("M1", "entry", PLATE, Optional.of(79));
    bench.plate("M1", "entry", "Z9C-123.45");
    bench.plate("M1", "entry", "");
    assertThat(bench.desk.events).isEmpty();
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
  }

  @Test
  void whomThePartnerDidNotSendIsHeld() {
    bench.loop("M1", "entry", true);
    assertThat(bench.inZone("M1").reason()).isEqualTo("STRIP_MISMATCH");
    bench.plate("M1", "entry", PLATE);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
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

  private void leaves() {
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
  }

  private void declare(Crossing crossing) {
    bench.fact(crossing.id(), "declaration", "DEC-1");
  }

  private Optional<String> objection(Crossing crossing, WeightMeasured weight) {
    return bench.tx(
        tx ->
            bench
                .barriers
                .weights()
                .objection(tx, bench.crossings.find(tx, crossing.id()).orElseThrow(), weight));
  }

  private List<String> names(Crossing crossing) {
    return signals(crossing).stream().map(s -> s.path("name").asText()).toList();
  }

  private List<String> read(Crossing crossing, String signal) {
    return signals(crossing).stream()
        .filter(s -> s.path("name").asText().equals(signal))
        .map(s -> s.path("data").path("plate").asText())
        .toList();
  }

  private List<com.fasterxml.jackson.databind.JsonNode> signals(Crossing crossing) {
    List<com.fasterxml.jackson.databind.JsonNode> all = new java.util.ArrayList<>();
    bench
        .journal
        .view()
        .crossing(crossing.id())
        .orElseThrow()
        .body()
        .path("signals")
        .forEach(all::add);
    return all;
  }

  private Lane lane() {
    return bench.barriers.lanes().find("L1").orElseThrow();
  }

  private Zone zone() {
    return lane().zone();
  }
}
