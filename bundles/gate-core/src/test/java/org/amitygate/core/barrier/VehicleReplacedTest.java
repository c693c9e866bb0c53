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
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

/** Who took a vehicle's place while nobody watched the loops is another. */
class VehicleReplacedTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  @Test
  void oneThatTookItsPlaceWhileTheGateWasDownIsAnother() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.crash();
    bench.open();
    bench.plate("L1", "entry", NEXT);
    assertThat(bench.inZone("L1").id()).as("it may be behind").isEqualTo(first.id());
    bench.plate("L1", "exit", NEXT);
    theNextStandsThere(first);
    assertThat(bench.timeline(first.id())).contains("VehicleLeftZone");
    assertThat(at.read(bench.crossing(first.id()), "plate.exit")).doesNotContain(NEXT);
  }

  @Test
  void anotherThanTheOneThatWasReadAtTheStopLineOnlyIsAnother() {
    bench.loop("L1", "entry", true);
    bench.loop("L1", "exit", true);
    bench.plate("L1", "exit", PLATE);
    Crossing first = bench.inZone("L1");
    bench.crash();
    bench.open();
    bench.plate("L1", "entry", NEXT);
    bench.plate("L1", "exit", NEXT);
    Crossing second = bench.inZone("L1");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(at.read(second, "plate.entry")).containsExactly(NEXT);
    assertThat(at.read(bench.crossing(first.id()), "plate.entry")).isEmpty();
  }

  @Test
  void howeverLongTheCamerasHadToKeepWhatTheyRead() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.crash();
    Instant cameIn = bench.now();
    bench.pass(Duration.ofSeconds(30));
    bench.open();
    keptByTheCamera("entry", NEXT, cameIn);
    keptByTheCamera("exit", NEXT, cameIn.plusSeconds(1));
    theNextStandsThere(first);
  }

  /** In the place of the first, with what both cameras have read of it. */
  private void theNextStandsThere(Crossing first) {
    Crossing second = bench.inZone("L1");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(at.read(second, "plate.entry")).containsExactly(NEXT);
    assertThat(at.read(second, "plate.exit")).containsExactly(NEXT);
  }

  private void keptByTheCamera(String plate, Instant readAt) {
    keptByTheCamera("entry", plate, readAt);
  }

  private void keptByTheCamera(String position, String plate, Instant readAt) {
    kept(position, plate, readAt, Map.of());
  }

  private void kept(String position, String plate, Instant readAt, Map<String, String> more) {
    bench.accept(
        "L1.plate-camera." + position,
        new PlateRead(
            readAt, Optional.of(plate), Optional.of(95), "kept-" + position, List.of(), more));
  }

  @Test
  void norIsOneThatWasReadAtTheEntryNobodyKnowsWhen() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.restart();
    bench.plate("L1", "exit", NEXT);
    kept("entry", NEXT, Instant.EPOCH, Map.of(PlateRead.KEPT, "true"));
    assertThat(bench.inZone("L1").id()).isEqualTo(first.id());
  }

  @Test
  void soItIsWhenTheCamerasTellInTheOtherOrder() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.crash();
    bench.open();
    Instant cameIn = bench.now();
    bench.pass(Duration.ofSeconds(2));
    bench.plate("L1", "exit", NEXT);
    assertThat(bench.inZone("L1").id()).as("it may be misread").isEqualTo(first.id());
    keptByTheCamera(NEXT, cameIn);
    theNextStandsThere(first);
    assertThat(bench.timeline(first.id())).contains("VehicleLeftZone");
  }

  @Test
  void soIsOneThatDrivesBackBeforeTheEntryCameraTells() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.crash();
    bench.open();
    bench.plate("L1", "exit", NEXT);
    bench.loop("L1", "exit", false);
    keptByTheCamera(NEXT, bench.now());
    Crossing second = bench.inZone("L1");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(at.read(second, "plate.entry")).containsExactly(NEXT);
    bench.loop("L1", "entry", false);
    assertThat(bench.crossing(second.id()).state()).isEqualTo(Crossing.State.HELD);
    assertThat(bench.crossing(second.id()).hold().orElseThrow().reason())
        .isEqualTo(HoldReason.VEHICLE_LEFT);
  }

  @Test
  void oneReadAtOnePlaceOnlyIsNot() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.restart();
    bench.plate("L1", "exit", NEXT);
    assertThat(bench.inZone("L1").id()).isEqualTo(first.id());
    bench.pass(Duration.ofSeconds(1));
    bench.plate("L1", "entry", NEXT);
    bench.plate("L1", "exit", PLATE);
    assertThat(bench.inZone("L1").id()).isEqualTo(first.id());
  }

  @Test
  void norIsOneThatTheStopLineMisreadOnce() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.restart();
    Instant before = bench.now();
    bench.pass(Duration.ofSeconds(2));
    bench.plate("L1", "exit", NEXT);
    bench.plate("L1", "exit", PLATE);
    keptByTheCamera(NEXT, before);
    assertThat(bench.inZone("L1").id()).isEqualTo(first.id());
  }

  @Test
  void norIsOneBehindWhileTheLoopsAreWatched() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.plate("L1", "entry", NEXT);
    bench.plate("L1", "exit", NEXT);
    assertThat(bench.inZone("L1").id()).isEqualTo(first.id());
  }

  @Test
  void soItIsWhenTheOneBeforeWasReadAtTheStopLineOnly() {
    bench.loop("L1", "entry", true);
    bench.loop("L1", "exit", true);
    bench.plate("L1", "exit", PLATE);
    Crossing first = bench.inZone("L1");
    bench.crash();
    bench.open();
    Instant cameIn = bench.now();
    bench.pass(Duration.ofSeconds(2));
    bench.plate("L1", "exit", NEXT);
    keptByTheCamera(NEXT, cameIn);
    theNextStandsThere(first);
  }

  @Test
  void aReadWithoutAPlateChangesNothing() {
    Crossing first = bench.arrive("L1", PLATE);
    bench.restart();
    Instant cameIn = bench.now();
    bench.pass(Duration.ofSeconds(2));
    bench.plate("L1", "exit", NEXT);
    bench.plate("L1", "exit", "");
    keptByTheCamera(NEXT, cameIn);
    assertThat(bench.inZone("L1").id()).isNotEqualTo(first.id());
  }
}
