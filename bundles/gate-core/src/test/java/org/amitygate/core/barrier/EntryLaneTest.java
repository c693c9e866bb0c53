package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.config.GateConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent.ArrivalMatched;
import org.amitygate.core.handover.HandoverEvent.ArrivalMismatched;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entry side lets in whom the partner sent, and nobody else. */
class EntryLaneTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  @Test
  void theVehicleThatWasSentIsMatchedAndLetThrough() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, "29c12345");
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.RECEIVED);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void whileAPersonHoldsItItsArrivalIsToldAndItsBarrierWaits() {
    UUID id = EntryBench.sent(bench, PLATE);
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, HoldReason.JOINT_INSPECTION, "");
          return id;
        });
    EntryBench.arrives(bench, PLATE);
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
    assertThat(bench.crossing(id).state()).isEqualTo(Crossing.State.HELD);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
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
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
  }

  @Test
  void soItIsWhenTheOtherOneBacksOutAndItDrivesIn() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, NEXT);
    EntryBench.backsOut(bench);
    EntryBench.arrives(bench, PLATE);
    assertThat(bench.desk.count(ArrivalMatched.class)).isZero();
    bench.told(bench.operations.release(Bench.GUARD, id.toString(), "the other one is gone"));
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void evenReceivedItsBarrierOpensOnlyForTheVehicleThatWasMatched() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, "");
    assertThat(opened(id, HandoverState.RECEIVED))
        .contains("its plate was not read again at the stop line");
    bench.plate("M1", "entry", PLATE);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = HandoverState.class,
      names = {"RECEIVED", "CLEARED"},
      mode = EXCLUDE)
  void beforeItIsReceivedItsBarrierStaysClosed(HandoverState state) {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, "");
    bench.tx(
        tx -> {
          Lane lane = bench.barriers.lanes().load(tx, "M1");
          lane.zone().match();
          bench.barriers.lanes().put(tx, lane);
          return id;
        });
    assertThat(opened(id, state)).contains("the handover is " + state + ", not RECEIVED");
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
  }

  private Optional<String> opened(UUID id, HandoverState state) {
    return bench.change(
        id,
        (tx, crossing) -> {
          Handover before = crossing.handover();
          crossing.handover(Desk.with(crossing, state, 1));
          Optional<String> why = bench.desk.interlock().open(tx, crossing);
          crossing.handover(before);
          return why;
        });
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
  void whileItIsDoubtfulTheLaneShowsWhyAndTheWayOut() {
    UUID id = EntryBench.sent(bench, "桂A12345");
    bench.loop("M1", "entry", true);
    bench.loop("M1", "exit", true);
    assertThat(waitingFor()).doesNotContain("sure");
    bench.plate("M1", "entry", "A12345", Optional.of(99));
    assertThat(waitingFor())
        .contains("A12345 (99 %) was read, 桂A12345 was sent", "gate:crossing received");
    bench.plate("M1", "entry", "桂A12345", Optional.of(70));
    assertThat(waitingFor()).contains("桂A12345 (70 %) was read");
    bench.plate("M1", "entry", "51C-999.99", Optional.of(95));
    assertThat(bench.desk.count(ArrivalMismatched.class)).as("of the one behind").isZero();
    bench.plate("M1", "entry", "桂A12345", Optional.of(95));
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.RECEIVED);
    assertThat(waitingFor()).doesNotContain("sure");
  }

  @Test
  void whatItsCameraKeptIsNotTheVehicleThatCameAndTheLaneShowsIt() {
    UUID id = EntryBench.sent(bench, PLATE);
    bench.loop("M1", "entry", true);
    bench.loop("M1", "exit", true);
    kept(Instant.EPOCH);
    assertThat(bench.desk.events).isEmpty();
    assertThat(waitingFor())
        .contains("29C-123.45 (kept by the camera) was read", "gate:crossing received");
    bench.plate("M1", "entry", PLATE);
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.RECEIVED);
  }

  @Test
  void whatTheCameraKeptSinceItWasOfferedIsOfItself() {
    UUID id = EntryBench.sent(bench, PLATE);
    Instant offered = bench.crossing(id).openedAt();
    bench.pass(Duration.ofMinutes(5));
    bench.loop("M1", "entry", true);
    bench.loop("M1", "exit", true);
    kept(offered.minusMillis(1));
    assertThat(bench.desk.count(ArrivalMatched.class)).isZero();
    kept(offered);
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.RECEIVED);
  }

  private void kept(Instant readAt) {
    bench.accept(
        "M1.plate-camera.entry",
        new PlateRead(
            readAt,
            Optional.of(PLATE),
            Optional.of(95),
            "kept " + readAt,
            List.of(),
            Map.of(PlateRead.KEPT, "true")));
  }

  private String waitingFor() {
    return bench.barriers.describe(bench.journal.view()).stream()
        .filter(line -> line.path("lane").asText().equals("M1"))
        .map(line -> line.path("waitingFor").asText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatWasDoubtfulOfOneIsNotShownOfTheNext() {
    EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, "");
    assertThat(waitingFor()).contains("none was read");
    EntryBench.backsOut(bench);
    bench.loop("M1", "entry", true);
    assertThat(waitingFor()).doesNotContain("was read");
  }

  @Test
  void whomThePartnerDidNotSendIsHeld() {
    bench.loop("M1", "entry", true);
    assertThat(bench.inZone("M1").reason()).isEqualTo("STRIP_MISMATCH");
    bench.plate("M1", "entry", PLATE);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
  }

  @Test
  void whenAPersonHasSeenItPassWhoStandsThereIsAnother() {
    UUID first = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, PLATE);
    bench.boom("M1", Position.OPEN);
    bench.disconnect("M1"); // it passes, and the next one drives in: nobody sees it
    bench.controllers.get("M1").boots++;
    bench.controllers.get("M1").position = Position.CLOSED;
    bench.reconnect("M1");
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.crossing(first).reason()).isEqualTo("BARRIER_UNKNOWN");
    bench.told(bench.operations.resolve(Bench.GUARD, first.toString(), "departed", "seen"));
    assertThat(bench.inZone("M1").id()).isNotEqualTo(first);
  }

  @Test
  void afterAMismatchAPersonReadsWhatWasSentAndItIsLetIn() {
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, NEXT);
    String name = bench.crossing(id).name();
    assertThat(bench.told(bench.operations.read(Bench.GUARD, name, NEXT, "entry", "seen")))
        .isEqualTo("refused: " + name + " was sent as " + PLATE + ": another is not let in");
    assertThat(bench.told(bench.operations.read(Bench.OPERATOR, name, PLATE, "entry", "seen")))
        .contains("it needs the role");
    assertThat(bench.desk.count(ArrivalMatched.class)).isZero();
    bench.told(bench.operations.read(Bench.GUARD, name, PLATE, "entry", "a sticker was on it"));
    assertThat(bench.desk.count(ArrivalMatched.class)).isEqualTo(1);
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void whomNobodySentNoPlateLetsIn() {
    bench.loop("M1", "entry", true);
    String name = bench.inZone("M1").name();
    assertThat(bench.told(bench.operations.read(Bench.GUARD, name, PLATE, "entry", "seen")))
        .contains("which no plate ends");
  }

  @Test
  void whoIsMatchedIsLetInWhenTheGateOperatesAgain() {
    bench.pair = GateConfig.State.SUSPENDED;
    UUID id = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, PLATE);
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.COMMITTED);
    bench.pair = GateConfig.State.OPERATING;
    bench.barriers.lanesChanged();
    bench.settle();
    assertThat(bench.crossing(id).handover().state()).isEqualTo(HandoverState.RECEIVED);
  }

  @Test
  void whoComesNextIsLetInWhenTheOpeningOfTheOneBeforeHasEnded() {
    EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, PLATE);
    bench.boom("M1", Position.OPEN);
    EntryBench.backsOut(bench);
    UUID next = EntryBench.sent(bench, NEXT);
    EntryBench.arrives(bench, NEXT);
    bench.pass(Duration.ofSeconds(6));
    bench.boom("M1", Position.CLOSED);
    assertThat(bench.crossing(next).handover().state()).isEqualTo(HandoverState.COMMITTED);
    bench.pass(Duration.ofSeconds(1));
    assertThat(bench.crossing(next).handover().state()).isEqualTo(HandoverState.RECEIVED);
  }

  /** Its vehicle stands at the stop line, and people have received it by hand. */
  private UUID receivedByHand() {
    UUID first = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, "");
    bench.change(
        first,
        (tx, crossing) -> {
          Desk.to(crossing, HandoverState.CLEARED);
          bench.crossings.done(tx, crossing);
          return first;
        });
    return first;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoseCrossingHasEndedDoesNotStandInTheWayOfTheNextOne(boolean restart) {
    receivedByHand();
    UUID second = EntryBench.sent(bench, NEXT);
    if (restart) {
      bench.crash();
      bench.open();
    } else {
      bench.disconnect("M1");
    }
    bench.plate("M1", "entry", NEXT); // the first is let in by hand, this one takes its place
    bench.reconnect("M1");
    assertThat(bench.inZone("M1").id()).isEqualTo(second);
    bench.plate("M1", "entry", NEXT);
    assertThat(bench.crossing(second).handover().state()).isEqualTo(HandoverState.RECEIVED);
  }

  @Test
  void whoWasReadBehindItIsReadAnew() {
    receivedByHand();
    UUID second = EntryBench.sent(bench, NEXT);
    bench.plate("M1", "entry", NEXT); // in the queue
    bench.disconnect("M1");
    bench.reconnect("M1");
    assertThat(bench.controllers.get("M1").sent(Command.OPEN)).isZero();
    bench.plate("M1", "entry", NEXT);
    assertThat(bench.crossing(second).handover().state()).isEqualTo(HandoverState.RECEIVED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"passes", "goes on", "goes unseen", "backs out"})
  void whoWasReceivedByHandAndGoesLaterIsNotTakenForWhoIsYetToCome(String how) {
    receivedByHand();
    UUID second = EntryBench.sent(bench, NEXT);
    bench.crash();
    bench.open();
    bench.reconnect("M1"); // the first still stands there, and no camera tells of it again
    switch (how) {
      case "backs out" -> EntryBench.backsOut(bench);
      case "goes on" -> { // and the passage loop does not see it
        bench.loop("M1", "entry", false);
        bench.loop("M1", "exit", false);
      }
      case "goes unseen" -> {
        bench.disconnect("M1");
        EntryBench.backsOut(bench);
        bench.reconnect("M1");
      }
      default -> bench.drivesThrough("M1");
    }
    assertThat(bench.inZone("M1")).isNull();
    assertThat(bench.crossing(second).hold()).isEmpty();
    EntryBench.arrives(bench, NEXT);
    assertThat(bench.inZone("M1").id()).isEqualTo(second);
  }
}
