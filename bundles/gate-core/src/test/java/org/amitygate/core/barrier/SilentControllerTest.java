package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverEvent.Unproven;
import org.amitygate.device.BarrierState.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a controller is waited for: the time in which it could be asked. */
class SilentControllerTest extends AtAnOpening {

  @Test
  void nothingIsSaidBeforeTheControllerConfirmsAndPeopleAreNotKeptForEver() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    bench.pass(Duration.ofSeconds(30));
    assertThat(at.ends()).isEmpty();
    bench.pass(Duration.ofSeconds(10));
    assertThat(at.ends()).hasSize(1);
    assertThat(bench.desk.last(Unproven.class).why()).contains("isolate");
    bench.pass(LONG);
    assertThat(at.ends()).hasSize(1);
  }

  @Test
  void aControllerThatStaysAwayLeavesTheQuestionToPeople() {
    bench.commitOk(id);
    bench.disconnect("L1");
    bench.pass(Duration.ofMinutes(9));
    assertThat(at.ends()).isEmpty();
    bench.pass(Duration.ofMinutes(2));
    assertThat(bench.desk.last(Unproven.class).why()).contains("is away");
  }

  /** Nothing tells of a controller before the gate has gone on with what was under way. */
  private void downFor(String lane, Duration time) {
    bench.crash();
    bench.controllers.get(lane).online = false;
    bench.downFor(time);
    bench.pass(Duration.ofSeconds(1));
    bench.reconnect(lane);
    bench.pass(LONG);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 11})
  void howeverLongTheGateWasDownTheControllerIsAsked(long minutes) {
    bench.commitOk(id);
    downFor("L1", Duration.ofMinutes(minutes));
    assertThat(controller.cancelled).isEqualTo(1);
    assertThat(at.ends()).containsExactly(new NotOpened("STUCK"));
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 11})
  void whoPassedMeanwhileHasNotTailgated(long minutes) {
    UUID coming = EntryBench.sent(bench, PLATE);
    EntryBench.arrives(bench, PLATE);
    bench.boom("M1", Position.OPEN);
    Controller entry = bench.controllers.get("M1");
    entry.passages++;
    entry.loops.replaceAll((loop, occupied) -> false);
    entry.position = Position.CLOSED;
    downFor("M1", Duration.ofMinutes(minutes));
    assertThat(at.ends()).contains(new Departed());
    assertThat(bench.crossing(coming).hold()).isEmpty();
    assertThat(bench.barriers.lanes().find("M1").orElseThrow().state()).isEqualTo("OPEN");
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 40})
  void aControllerThatIsAwayHasNotKeptSilentAboutTheCancelling(long seconds) {
    bench.commitOk(id);
    bench.disconnect("L1");
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, HoldReason.CUSTOMS_CONTROL, "");
          return id;
        });
    bench.pass(Duration.ofSeconds(seconds));
    bench.reconnect("L1");
    bench.pass(LONG);
    assertThat(at.ends()).containsExactly(new NotOpened("OFFLINE"));
  }

  @Test
  void norDoesTimeCountInWhichTheJournalWasOut() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    bench.pass(Duration.ofSeconds(6));
    assertThat(at.phase()).isEqualTo(Opening.Phase.CANCELLING);
    bench.journal.down(true);
    controller.deafToCancel = false;
    bench.pass(Duration.ofSeconds(40));
    bench.journal.down(false);
    bench.pass(LONG);
    assertThat(at.ends()).containsExactly(new NotOpened("STUCK"));
  }

  @Test
  void oneThatGoesAtEachCancellingIsGivenUpAllTheSame() {
    controller.deafToCancel = true;
    bench.commitOk(id);
    for (int i = 0; i < 12 * 60 / 7; i++) {
      bench.pass(Duration.ofSeconds(5));
      bench.disconnect("L1");
      bench.pass(Duration.ofSeconds(2));
      bench.reconnect("L1");
    }
    assertThat(at.ends()).hasOnlyElementsOfType(HandoverEvent.Unproven.class).hasSize(1);
  }
}
