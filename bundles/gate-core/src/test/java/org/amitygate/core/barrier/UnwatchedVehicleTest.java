package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.operations.Actor;
import org.amitygate.device.Command;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

/** Who was not watched for a while may be another, and what a camera kept may be of another. */
class UnwatchedVehicleTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  @Test
  void afterABreakTheVehicleIsStillThere() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    assertThat(bench.inZone("L1").id()).isEqualTo(crossing.id());
    mayBeAnother(crossing);
    bench.pass(Lane.CAMERA_TELLS);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void whatTheExitCameraKeptFromAPassageBeforeIdentifiesNobody() {
    Crossing crossing = atTheStopLine();
    Instant came = at.zone().since().orElseThrow();
    kept("exit", PLATE, came.minus(Zone.EARLY).minusMillis(1));
    kept("exit", PLATE, Instant.EPOCH);
    assertThat(at.names(crossing)).doesNotContain("plate.exit");
    assertThat(bench.journal.types("lane:L1")).contains("PlateRead");
    assertThat(bench.commitOk(crossing.id()))
        .contains("its plate was not read again at the stop line");
    kept("exit", PLATE, came.minus(Zone.EARLY));
    assertThat(at.names(crossing)).contains("plate.exit");
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void whatBothCamerasKeptOfAnotherIsNotTheVehicleThatDroveInUnread() {
    bench.loop("L1", "entry", true);
    bench.pass(Duration.ofSeconds(2));
    bench.loop("L1", "exit", true);
    Crossing crossing = bench.inZone("L1");
    kept("entry", PLATE, Instant.EPOCH);
    kept("exit", PLATE, Instant.EPOCH);
    kept("entry", PLATE, at.zone().since().orElseThrow().minus(Zone.EARLY).minusMillis(1));
    assertThat(at.names(crossing)).doesNotContain("plate.entry", "plate.exit");
    kept("entry", NEXT, at.zone().since().orElseThrow().plusSeconds(1));
    assertThat(at.read(crossing, "plate.entry")).containsExactly(NEXT);
  }

  private Crossing atTheStopLine() {
    bench.loop("L1", "entry", true);
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofSeconds(2));
    bench.loop("L1", "exit", true);
    bench.fact(bench.inZone("L1").id(), "plate", PLATE);
    return bench.inZone("L1");
  }

  @Test
  void whatItKeptOfAVehicleThatCameUnwatchedIsItsOwn() {
    bench.crash();
    Instant came = bench.now();
    bench.controller().loops.put("entry", true);
    bench.controller().loops.put("exit", true);
    bench.pass(Duration.ofSeconds(30));
    bench.open();
    kept("exit", PLATE, came);
    assertThat(at.names(bench.inZone("L1"))).contains("plate.exit");
  }

  @Test
  void whatTheExitCameraToldIsWaitedForWhileItsPictureCannotBeKept() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    Evidence works = bench.evidence;
    bench.evidence =
        bytes -> {
          throw new JournalUnavailable("the disk fails", new IOException());
        };
    bench.accept("L1.plate-camera.exit", bench.withPicture(NEXT));
    bench.pass(Lane.CAMERA_TELLS);
    assertThat(bench.commitOk(crossing.id()))
        .contains("what its loops or its camera told is not recorded yet");
    bench.evidence = works;
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.commitOk(crossing.id())).isPresent();
    assertThat(bench.controller().sent(Command.OPEN)).isZero();
  }

  /** Its place was not watched for a while, and another is read there when it is to pass. */
  private Crossing anotherIsReadWhenItIsToPass() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    bench.pass(Lane.CAMERA_TELLS);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
    bench.plate("L1", "exit", NEXT);
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.desk.events).containsExactly(new NotOpened("ANOTHER_VEHICLE"));
    return crossing;
  }

  @Test
  void ifAnotherIsReadWhenItIsToPassNoTimeEndsTheDoubt() {
    Crossing crossing = anotherIsReadWhenItIsToPass();
    mayBeAnother(crossing);
    bench.plate("L1", "exit", NEXT);
    bench.plate("L1", "exit", NEXT);
    kept("exit", PLATE);
    bench.pass(Lane.PUSHED_WITHIN);
    mayBeAnother(crossing);
    bench.plate("L1", "exit", PLATE);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void thatIsShownAndAPersonMayReadItThere() {
    Crossing crossing = accepted(anotherIsReadWhenItIsToPass());
    assertThat(waitingFor())
        .startsWith("a read of its plate at the stop line: " + NEXT + " (95 %) was read there")
        .endsWith("gate:crossing read " + crossing.name() + " " + PLATE + " --at exit");
    readAgain(crossing, OPERATOR, PLATE, "exit", "I stand there");
    assertThat(waitingFor()).doesNotContain(NEXT);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void whatTookItsPlaceIsAnotherWhenTheEntryCameraTellsThatItDroveIn() {
    Crossing crossing = anotherIsReadWhenItIsToPass();
    kept("entry", NEXT, bench.now().minusSeconds(11));
    assertThat(bench.inZone("L1").id()).isNotEqualTo(crossing.id());
  }

  private void mayBeAnother(Crossing crossing) {
    assertThat(bench.commitOk(crossing.id()))
        .contains("it was not watched for a while, and not read at the stop line since");
  }

  @Test
  void soItIsWhenOnlyTheLoopsWereAway() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.pass(Duration.ofMinutes(1));
    bench.disconnect("L1");
    bench.reconnect("L1");
    bench.pass(Lane.CAMERA_TELLS.minusMillis(1));
    mayBeAnother(crossing);
    bench.pass(Duration.ofMillis(1));
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void aCameraThatSendsByItselfMayHaveBeenCutOffWithTheLoops() {
    bench.exitCameraLink = "http-push";
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.pass(Duration.ofMinutes(1));
    bench.disconnect("L1");
    bench.reconnect("L1");
    bench.pass(Lane.PUSHED_WITHIN.minusMillis(1));
    mayBeAnother(crossing);
    bench.pass(Duration.ofMillis(1));
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void whenTheGateStartsItHasNotBeenThereLonger() {
    bench.exitCameraLink = "http-push";
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    bench.pass(Lane.CAMERA_TELLS);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void itIsKnownAtOnceWhenItIsReadAnew() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    bench.plate("L1", "exit", PLATE);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void whatTheExitCameraHadKeptIsNoReadAnew() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    kept("exit", PLATE);
    mayBeAnother(crossing);
    kept("exit", NEXT);
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.commitOk(crossing.id()))
        .contains("its plate was not read again at the stop line");
  }

  private void kept(String position, String plate) {
    kept(position, plate, bench.now().minusSeconds(1));
  }

  private void kept(String position, String plate, Instant readAt) {
    bench.accept(
        "L1.plate-camera." + position,
        new PlateRead(
            readAt,
            Optional.of(plate),
            Optional.of(95),
            "kept " + plate + readAt,
            List.of(),
            Map.of(PlateRead.KEPT, "true")));
  }

  @Test
  void whileTheExitCameraIsAwayItMayBeAnother() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    bench.exitCamera("L1", false);
    bench.pass(Duration.ofMinutes(1));
    mayBeAnother(crossing);
    bench.exitCamera("L1", true);
    bench.pass(Lane.CAMERA_TELLS.minusMillis(1));
    mayBeAnother(crossing);
    bench.pass(Duration.ofMillis(1));
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  /** While nobody watches the empty lane. */
  private void unwatched() {
    bench.disconnect("L1");
    bench.plate("L1", "entry", PLATE);
  }

  private void watchedAgain(String... occupied) {
    List.of(occupied).forEach(loop -> bench.controller().loops.put(loop, true));
    bench.reconnect("L1");
  }

  @Test
  void whatWasReadAtTheStopLineOfOneThatLeftIsNotOfTheOneAtTheEntry() {
    unwatched();
    bench.plate("L1", "exit", PLATE);
    bench.plate("L1", "entry", NEXT);
    watchedAgain("entry");
    Crossing second = bench.inZone("L1");
    assertThat(at.read(second, "plate.entry")).containsExactly(NEXT);
    assertThat(at.names(second)).doesNotContain("plate.exit");
  }

  @Test
  void norSurelyOfTheOneAtTheStopLine() {
    unwatched();
    bench.plate("L1", "entry", NEXT);
    bench.plate("L1", "exit", PLATE);
    watchedAgain("entry", "exit");
    assertThat(at.read(bench.inZone("L1"), "plate.exit")).containsExactly(PLATE);
    bench.plate("L1", "exit", NEXT);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(NEXT);
    assertThat(at.read(bench.inZone("L1"), "plate.exit")).containsExactly(NEXT);
  }

  @Test
  void soItWaitsAsOneThatWasThereBefore() {
    unwatched();
    bench.plate("L1", "exit", PLATE);
    watchedAgain("entry", "exit");
    Crossing crossing = bench.inZone("L1");
    bench.fact(crossing.id(), "plate", PLATE);
    mayBeAnother(crossing);
    bench.plate("L1", "exit", PLATE);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  /** Its COMMIT waits for the camera at the stop line, which is away. */
  private Crossing waitsForTheCamera() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    bench.exitCamera("L1", false);
    return accepted(crossing);
  }

  private Crossing accepted(Crossing crossing) {
    return bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.to(c, HandoverState.ACCEPTED);
          return c;
        });
  }

  private String waitingFor() {
    return bench.barriers.describe(bench.journal.view()).get(0).path("waitingFor").asText();
  }

  private String readAgain(Crossing crossing, Actor actor, String plate, String at, String why) {
    return bench.told(bench.operations.read(actor, crossing.name(), plate, at, why));
  }

  @Test
  void whatItWaitsForIsShownAndAPersonMayReadItInTheCamerasPlace() {
    Crossing crossing = waitsForTheCamera();
    assertThat(waitingFor())
        .startsWith("the camera at the stop line, which is away")
        .endsWith("gate:crossing read " + crossing.name() + " " + PLATE + " --at exit");
    assertThat(readAgain(crossing, OPERATOR, "29c 12345", "exit", "I stand there"))
        .isEqualTo(crossing.name() + " goes on as 29c 12345, read by operator");
    assertThat(bench.timeline(crossing.id())).contains("PlateReadByPerson");
    assertThat(waitingFor()).doesNotContain("camera");
    assertThat(bench.desk.laneChanges).isPositive();
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }

  @Test
  void onlyAnOperatorOnlyThereAndOnlyAsWhatItIsKnown() {
    Crossing crossing = waitsForTheCamera();
    assertThat(readAgain(crossing, OPERATOR, NEXT, "exit", "seen"))
        .isEqualTo(
            "refused: "
                + crossing.name()
                + " was identified as 29C-123.45: another is not committed");
    assertThat(readAgain(crossing, OPERATOR, PLATE, "entry", "seen")).contains("--at exit");
    assertThat(readAgain(crossing, OPERATOR, PLATE, "exit", " ")).contains("a reason is needed");
    assertThat(readAgain(crossing, GUARD, PLATE, "exit", "seen")).contains("it needs the role");
    bench.loop("L1", "exit", false);
    assertThat(readAgain(crossing, OPERATOR, PLATE, "exit", "seen"))
        .contains("does not stand at the stop line");
    assertThat(bench.timeline(crossing.id())).doesNotContain("PlateReadByPerson");
  }

  @Test
  void whoIsNotDoubtedIsReadByNobody() {
    Crossing crossing = accepted(bench.arrive("L1", PLATE));
    assertThat(readAgain(crossing, OPERATOR, PLATE, "exit", "seen")).contains("is not held");
    bench.restart();
    bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.to(c, HandoverState.OFFERED);
          return c;
        });
    assertThat(readAgain(crossing, OPERATOR, PLATE, "exit", "seen")).contains("is not held");
  }

  @Test
  void thatItsLoopsAreAwayIsShown() {
    accepted(bench.arrive("L1", PLATE));
    bench.disconnect("L1");
    assertThat(waitingFor()).isEqualTo("its loops, which are not watched");
  }
}
