package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.Test;

/** What a controller told and could not be recorded, and what was not there when it told it. */
class LostReadingTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  private Crossing accepted() {
    return bench.change(
        bench.arrive("L1", PLATE).id(),
        (tx, c) -> {
          Desk.to(c, HandoverState.ACCEPTED);
          return c;
        });
  }

  @Test
  void whatIsLostOfALoopIsNotTakenForStandingStill() {
    Crossing crossing = accepted();
    bench.desk.broken = true;
    bench.loop("L1", "exit", false);
    bench.desk.broken = false;
    assertThat(at.zone().doubted()).isTrue();
    assertThat(bench.commitOk(crossing.id())).contains("its vehicle is not at the stop line");
  }

  @Test
  void theControllerIsAskedWhatWasLost() {
    accepted();
    bench.desk.broken = true;
    bench.loop("L1", "exit", false);
    bench.desk.broken = false;
    assertThat(at.zone().watched()).isTrue();
    assertThat(at.zone().exitClear()).isTrue();
    assertThat(at.lane().watched()).isPresent();
    assertThat(bench.journal.types("lane:L1")).contains("LoopsUnwatched");
    bench.loop("L1", "entry", false);
    assertThat(bench.inZone("L1")).isNull();
  }

  @Test
  void thatLoopsAreNotWatchedIsKnownWhateverFollowsFromIt() {
    accepted();
    bench.desk.broken = true;
    bench.disconnect("L1");
    assertThat(at.zone().watched()).isFalse();
  }

  @Test
  void whileTheHandoverIsAwayLoopsAreRecorded() {
    Crossing crossing = accepted();
    bench.handoverAway = true;
    bench.durable.clear();
    bench.loop("L1", "exit", false);
    assertThat(bench.durable).hasSize(1);
    assertThat(at.zone().doubted()).isFalse();
    bench.handoverAway = false;
    int before = bench.desk.laneChanges;
    bench.barriers.followAll();
    bench.settle();
    assertThat(bench.desk.laneChanges).isGreaterThan(before);
    assertThat(bench.inZone("L1").id()).isEqualTo(crossing.id());
  }

  @Test
  void whoStandsThereWithoutAFlowBeginsItsCrossingWhenThereIsOne() {
    bench.script.here = false;
    bench.loop("L1", "entry", true);
    assertThat(bench.journal.types("lane:L1")).contains("CrossingNotBegun");
    assertThat(waitingFor())
        .isEqualTo("a crossing: the lane's flow is not installed, or not running");
    bench.script.here = true;
    bench.barriers.followAll();
    bench.settle();
    assertThat(bench.inZone("L1")).isNotNull();
    assertThat(waitingFor()).isEmpty();
  }

  private String waitingFor() {
    return bench.barriers.describe(bench.journal.view()).get(0).path("waitingFor").asText();
  }
}
