package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a person may say what happened at a barrier. */
class BarrierQuestionTest {

  private final Bench bench = Bench.atWork();
  private final Crossing crossing = bench.arrive("L1", PLATE);

  private void handover(HandoverState state) {
    bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.to(c, state);
          return c;
        });
  }

  private String departed() {
    return bench.told(bench.operations.resolve(GUARD, crossing.name(), "departed", "seen"));
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENING", "OPENED"})
  void nobodyDecidesWhileTheBarrierMayStillProveIt(HandoverState state) {
    handover(state);
    bench.change(
        crossing.id(),
        (tx, c) -> {
          bench.crossings.hold(tx, c, HoldReason.BARRIER_UNKNOWN, "no departed in time");
          return c;
        });
    assertThat(departed())
        .startsWith("refused: " + crossing.name() + " is " + state + " with the partner")
        .contains("isolate its controller");
    assertThat(bench.timeline(crossing.id())).doesNotContain("BarrierDecidedByPerson");
    handover(HandoverState.HOLD_BARRIER);
    assertThat(departed()).endsWith(": departed, by guard");
  }
}
