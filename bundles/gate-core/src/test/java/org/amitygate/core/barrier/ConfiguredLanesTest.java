package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** Lanes that are taken out of the file and put back while vehicles are on them. */
class ConfiguredLanesTest {

  private final Bench bench = Bench.atWork();

  private List<ObjectNode> shown() {
    return Bench.get(bench.operations.lanes());
  }

  private ObjectNode shown(String lane) {
    return shown().stream()
        .filter(line -> line.path("lane").asText().equals(lane))
        .findFirst()
        .orElseThrow();
  }

  private long count(UUID crossing, String type) {
    return bench.timeline(crossing).stream().filter(type::equals).count();
  }

  @Test
  void aVehicleOnALaneThatIsTakenOutKeepsItsCrossing() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.takeOut("L1");

    assertThat(bench.crossing(crossing.id()).open()).isTrue();
    assertThat(bench.inZone("L1").id()).isEqualTo(crossing.id());
    assertThat(count(crossing.id(), "LaneRemoved")).isEqualTo(1);
    assertThat(bench.journal.types("lane:L1")).contains("LaneRemoved");
    assertThat(shown("L1").path("state").asText()).isEqualTo("REMOVED");
    assertThat(shown("L1").path("crossing").asText()).isEqualTo(crossing.name());
  }

  @Test
  void nothingOpensThereUntilTheLaneIsBack() {
    UUID id = bench.arrive("L1", PLATE).id();
    bench.takeOut("L1");
    bench.restart();
    assertThat(count(id, "LaneRemoved")).as("told once").isEqualTo(1);
    assertThat(bench.commitOk(id)).isPresent();
    assertThat(bench.controller().sent(Command.OPEN)).isZero();

    bench.putBack("L1");
    assertThat(bench.journal.types("lane:L1")).contains("LaneAdded");
    assertThat(shown("L1").path("state").asText()).isNotEqualTo("REMOVED");
    assertThat(bench.inZone("L1").id()).isEqualTo(id);
    bench.pass(Lane.CAMERA_TELLS);
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(bench.controller().sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void whatWasTakenOutWhileTheGateWasDownIsOnRecordToo() {
    UUID id = bench.arrive("L1", PLATE).id();
    bench.crash();
    bench.controller().online = false;
    bench.withoutLane("L1");
    bench.open();
    assertThat(count(id, "LaneRemoved")).isEqualTo(1);
  }

  @Test
  void aLaneThatNobodyIsOnGoesWithoutATrace() {
    bench.takeOut("L2");
    assertThat(shown()).extracting(line -> line.path("lane").asText()).containsExactly("L1", "M1");
  }

  @Test
  void otherLanesAreNotTouched() {
    UUID id = bench.arrive("L2", PLATE).id();
    List<String> before = bench.timeline(id);
    bench.takeOut("L1");
    assertThat(bench.timeline(id)).isEqualTo(before);
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(bench.controllers.get("L2").sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void aStageGoesOnWithoutItsLane() {
    CompletableFuture<String> answered = new CompletableFuture<>();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    bench.script.stage(
        "first",
        call ->
            taken
                .thenCompose(out -> call.questions().declaration(1, PLATE, Optional.of(95)))
                .thenCompose(
                    match -> {
                      answered.complete(String.valueOf(match.kind()));
                      return new CompletableFuture<>();
                    }));
    bench.arrive("L1", PLATE);
    bench.takeOut("L1");
    taken.complete(null);
    bench.settle();
    assertThat(answered).isCompletedWithValue("NONE");
  }
}
