package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.junit.jupiter.api.Test;

/** What a driver on probation alone says of a vehicle does not release it. */
class DoubtsTest {

  private static final String PLATE = "29C-123.45";
  private static final String BY_THE_CAMERAS = "its plate was read by a driver on probation alone";

  private final Bench bench = Bench.atWork();

  DoubtsTest() {
    bench.exitCameras = true;
  }

  private Optional<String> notReady(UUID id) {
    return bench.change(id, (tx, crossing) -> bench.desk.interlock().notReady(tx, crossing));
  }

  private void probation(String driver, String... lanes) {
    bench.barriers.onProbation(driver, Set.of(lanes));
    bench.settle();
  }

  private void takenBack(String driver) {
    bench.barriers.onTakenBack(driver, "L1", "only camera 1.1.0 has read it");
    bench.settle();
  }

  @Test
  void aPlateThatOnlyItReadWaitsForTheEndOfItsProbation() {
    probation("camera", "L1");
    Crossing crossing = bench.arrive("L1", PLATE);
    assertThat(notReady(crossing.id())).contains(BY_THE_CAMERAS);
    assertThat(notReady(bench.arrive("L2", PLATE).id())).as("another lane").isEmpty();
    assertThat(bench.commitOk(crossing.id())).as("nor is it opened").contains(BY_THE_CAMERAS);
    probation("camera");
    assertThat(notReady(crossing.id())).isEmpty();
  }

  @Test
  void whatWasReadBeforeIsGood() {
    Crossing crossing = bench.arrive("L1", PLATE);
    probation("camera", "L1");
    assertThat(notReady(crossing.id())).isEmpty();
  }

  @Test
  void oneCameraOfBeforeIsEnoughIfBothReadTheSame() {
    bench.loop("L1", "entry", true);
    bench.plate("L1", "entry", PLATE);
    probation("camera", "L1");
    bench.loop("L1", "exit", true);
    bench.plate("L1", "exit", PLATE);
    UUID id = bench.inZone("L1").id();
    bench.fact(id, "plate", PLATE);
    assertThat(notReady(id)).isEmpty();
  }

  @Test
  void notIfTheEntryCouldNotReadIt() {
    bench.loop("L1", "entry", true);
    bench.plate("L1", "entry", "");
    probation("camera", "L1");
    bench.loop("L1", "exit", true);
    bench.plate("L1", "exit", PLATE);
    UUID id = bench.inZone("L1").id();
    bench.fact(id, "plate", PLATE);
    assertThat(notReady(id)).contains(BY_THE_CAMERAS);
  }

  @Test
  void aWeightOfItsOwnWaitsToo() {
    probation("scale", "L1");
    Crossing crossing = bench.arrive("L1", PLATE);
    assertThat(notReady(crossing.id())).isEmpty();
    bench.tx(tx -> bench.barriers.weights().objection(tx, crossing, bench.weight(31_000, true)));
    assertThat(notReady(crossing.id())).contains("it was weighed by a driver on probation");
    probation("scale");
    assertThat(notReady(crossing.id())).isEmpty();
  }

  @Test
  void whenItIsTakenBackTheVehicleIsHeldForAPerson() {
    probation("camera", "L1");
    Crossing crossing = bench.arrive("L1", PLATE);
    takenBack("camera");
    probation("camera");
    Crossing held = bench.crossing(crossing.id());
    assertThat(held.shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(held.hold().orElseThrow().text()).isEqualTo("only camera 1.1.0 has read it");
    bench.told(bench.operations.release(SUPERVISOR, held.name(), "seen"));
    assertThat(notReady(crossing.id())).as("a person has looked").isEmpty();
  }

  @Test
  void aVehicleThatAnotherSawAsWellIsNotHeld() {
    Crossing crossing = bench.arrive("L1", PLATE);
    probation("camera", "L1");
    takenBack("camera");
    assertThat(bench.crossing(crossing.id()).hold()).isEmpty();
  }

  @Test
  void aRestartForgetsNoDoubt() {
    probation("camera", "L1");
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.restart();
    probation("camera", "L1");
    Set<String> said =
        bench.tx(tx -> bench.barriers.lanes().load(tx, "L1").zone().saidOnProbation());
    assertThat(said).containsExactlyInAnyOrder("plate-camera.entry", "plate-camera.exit");
    takenBack("camera");
    assertThat(bench.crossing(crossing.id()).shownState()).isEqualTo("HOLD_SYSTEM");
  }

  @Test
  void theNextVehicleIsNotDoubtedForTheOneBefore() {
    probation("camera", "L1");
    bench.arrive("L1", PLATE);
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
    probation("camera");
    assertThat(notReady(bench.arrive("L1", "36C-212.75").id())).isEmpty();
  }
}
