package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
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
    bench.pass(Lane.CAMERA_TELLS);
    assertThat(bench.commitOk(crossing.id())).isEmpty();
  }
}
