package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.operations.Actor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A person reads a plate where a camera could not. */
class PlateByPersonTest {

  private static final String SEEN = "桂A-12345";

  private final LaneBench lane = new LaneBench();
  private final Bench bench = lane.bench;

  private String read(Actor actor, Crossing crossing, String plate, String at, String reason) {
    return bench.told(bench.operations.read(actor, crossing.name(), plate, at, reason));
  }

  @ParameterizedTest
  @CsvSource({"entry, false", "exit, true"})
  void theFlowHearsItAsFromTheCameraAndTheHoldEnds(String at, boolean atExit) {
    Crossing crossing = bench.held(HoldReason.ID_CONFUSABLE);
    assertThat(read(OPERATOR, crossing, SEEN, at, "on the picture"))
        .isEqualTo(crossing.name() + " is checked again with " + SEEN + ", read by operator");
    assertThat(lane.read(crossing, "plate." + at)).endsWith(SEEN);
    assertThat(lane.zone().plate(atExit)).hasValue("桂A12345");
    assertThat(bench.crossing(crossing.id()).state()).isEqualTo(Crossing.State.UNDER_WAY);
    assertThat(bench.timeline(crossing.id()))
        .containsSubsequence("PlateReadByPerson", "HoldReleased");
  }

  @Test
  void itTakesThePlaceOfWhatTheCameraReadAndNoStageHasHeard() {
    Crossing crossing = bench.held(HoldReason.ID_UNDECLARED);
    bench.plate("L1", "entry", LaneBench.NEXT);
    assertThat(lane.read(crossing, "plate.entry")).contains(PLATE, LaneBench.NEXT);
    List<String> atExit = lane.read(crossing, "plate.exit");
    read(OPERATOR, crossing, SEEN, "entry", "on the picture");
    assertThat(lane.read(crossing, "plate.entry")).containsExactly(SEEN);
    assertThat(lane.read(crossing, "plate.exit")).isNotEmpty().isEqualTo(atExit);
  }

  @ParameterizedTest
  @CsvSource({"entry, true", "exit, false"})
  void aFactTellsAStageThatDoesNotWaitForTheEntryCamera(String at, boolean told) {
    Crossing crossing = bench.held(HoldReason.ID_UNDECLARED);
    read(OPERATOR, crossing, SEEN, at, "on the picture");
    assertThat(bench.crossing(crossing.id()).fact("entryPlateByPerson"))
        .isEqualTo(told ? SEEN : "");
  }

  @Test
  void itIsHeardAlsoWhenItIsWhatTheCameraReadUnsurely() {
    Crossing crossing = bench.held(HoldReason.ID_CONFUSABLE);
    bench.change(
        crossing.id(),
        (tx, c) -> {
          bench.crossings.unsay(c, "plate.entry");
          return 0;
        });
    read(OPERATOR, crossing, PLATE, "entry", "on the picture");
    assertThat(lane.read(crossing, "plate.entry")).containsExactly(PLATE);
  }

  @ParameterizedTest
  @EnumSource(HoldReason.class)
  void itEndsNoHoldThatIsAboutAnotherThing(HoldReason reason) {
    Crossing crossing = bench.held(reason);
    Actor right = new Actor("someone", Set.of(reason.clearedBy()));
    boolean about = reason.name().startsWith("ID_");
    assertThat(read(right, crossing, PLATE, "entry", "seen"))
        .isEqualTo(
            about
                ? crossing.name() + " is checked again with " + PLATE + ", read by someone"
                : "refused: "
                    + crossing.name()
                    + " is held for "
                    + reason
                    + ", which no plate ends");
    assertThat(bench.crossing(crossing.id()).hold().isPresent()).isEqualTo(!about);
  }

  @Test
  void onlyThePlateOfAVehicleThatStandsThereIsRead() {
    Crossing crossing = bench.held(HoldReason.ID_UNREADABLE);
    String name = crossing.name();
    bench.loop("L1", "exit", false);
    assertThat(read(OPERATOR, crossing, PLATE, "exit", "seen"))
        .isEqualTo("refused: " + name + " does not stand at the stop line of lane L1");
    assertThat(read(OPERATOR, crossing, PLATE, "", "seen"))
        .startsWith("refused: '' is neither entry nor exit");
    assertThat(read(OPERATOR, crossing, " - ", "entry", "seen"))
        .startsWith("refused: ' - ' is no plate");
    assertThat(read(OPERATOR, crossing, PLATE, "entry", " "))
        .startsWith("refused: a reason is needed");
    assertThat(read(GUARD, crossing, PLATE, "entry", "seen")).contains("it needs the role");
    bench.loop("L1", "entry", false);
    assertThat(read(OPERATOR, crossing, PLATE, "entry", "seen"))
        .isEqualTo("refused: " + name + " does not stand in the zone of lane L1");
    assertThat(bench.timeline(crossing.id())).doesNotContain("PlateReadByPerson");
  }
}
