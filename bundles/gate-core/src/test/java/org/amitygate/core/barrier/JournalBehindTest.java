package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.amitygate.config.GateConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.bench.MemoryJournal;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** What was told while the journal could not be written, or was slow, is not overtaken. */
class JournalBehindTest {

  private static final String NOT_RECORDED =
      "what its loops or its camera told is not recorded yet";

  private final OpeningBench at = new OpeningBench();
  private final Bench bench = at.bench;
  private final UUID id = at.id;

  /** The vehicle backs out, another one takes its place, and then the journal is there again. */
  private void replacedWhileTheJournalIsOut() {
    bench.journal.down(true);
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
    bench.pass(Duration.ofSeconds(10));
    bench.loop("L1", "entry", true);
    bench.plate("L1", "entry", NEXT);
    bench.pass(Duration.ofMillis(2500));
    bench.loop("L1", "exit", true);
    bench.pass(Duration.ofMillis(200));
    bench.journal.down(false);
  }

  private long sent() {
    return bench.controller().sent(Command.OPEN);
  }

  @Test
  void nothingOpensByWhatTheZoneWasBefore() {
    replacedWhileTheJournalIsOut();
    assertThat(bench.commitOk(id)).contains(NOT_RECORDED);
    bench.pass(Duration.ofSeconds(2));
    assertThat(sent()).isZero();
    assertThat(bench.crossing(id).reason()).isEqualTo(HoldReason.VEHICLE_LEFT.name());
    assertThat(bench.inZone("L1").id()).isNotEqualTo(id);
  }

  @Test
  void aCommandThatWaitedForAnotherDriverDoesNotLeave() {
    bench.exchange("L1");
    bench.commitOk(id);
    replacedWhileTheJournalIsOut();
    bench.exchanged("L1");
    bench.pass(Duration.ofSeconds(5));
    assertThat(sent()).isZero();
    assertThat(bench.inZone("L1").id()).isNotEqualTo(id);
  }

  private void slow(boolean is) {
    ((MemoryJournal) bench.journal).hold(is);
  }

  private void backsOut() {
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
  }

  @Test
  void whatWaitsBehindASlowCommitIsNotOvertakenByAnIntent() {
    slow(true);
    bench.report("L1");
    bench.settle();
    backsOut();
    bench.pass(DeviceRecords.FRESH);
    bench.commitOk(id);
    assertThat(bench.desk.denied).containsExactly(NOT_RECORDED);
  }

  @Test
  void norByACommandThatIsAboutToLeave() {
    slow(true);
    bench.report("L1");
    bench.settle();
    backsOut();
    bench.pass(Duration.ofMillis(900));
    bench.commitOk(id);
    assertThat(bench.desk.denied).as("it may still be a usual commit").isEmpty();
    bench.pass(Duration.ofMillis(200));
    slow(false);
    bench.pass(Duration.ofSeconds(5));
    assertThat(sent()).isZero();
  }

  @Test
  void anIntentThatWasOnItsWayForLongOpensForNobodyElse() {
    slow(true);
    bench.commitOk(id);
    backsOut();
    bench.pass(Duration.ofSeconds(5));
    slow(false);
    bench.pass(Duration.ofSeconds(5));
    assertThat(sent()).isZero();
  }

  @Test
  void norWhenTheGateDoesNotOperateByThen() {
    slow(true);
    bench.commitOk(id);
    bench.pair = GateConfig.State.SUSPENDED;
    bench.pass(DeviceRecords.FRESH);
    slow(false);
    bench.pass(Duration.ofSeconds(5));
    assertThat(sent()).isZero();
    assertThat(at.ends()).containsExactly(new NotOpened("OFFLINE"));
  }

  @Test
  void ifNothingHasChangedItIsSentThen() {
    slow(true);
    bench.commitOk(id);
    bench.pass(DeviceRecords.FRESH);
    slow(false);
    bench.pass(Duration.ofSeconds(1));
    assertThat(sent()).isEqualTo(1);
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
  }

  @Test
  void whatTheCameraToldIsNotWaitedForWhenItIsLost() {
    bench.change(
        id,
        (tx, crossing) -> {
          Desk.to(crossing, HandoverState.ACCEPTED);
          return id;
        });
    bench.evidence = fails(new JournalUnavailable("the disk fails", new IOException()));
    bench.accept("L1.plate-camera.exit", bench.withPicture(NEXT));
    bench.pass(DeviceRecords.FRESH);
    int before = bench.desk.laneChanges;
    bench.evidence = fails(new IllegalStateException("nobody can read it"));
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.laneChanges).isGreaterThan(before);
    assertThat(bench.commitOk(id)).isEmpty();
  }

  private static Evidence fails(RuntimeException why) {
    return bytes -> {
      throw why;
    };
  }

  @Test
  void whoPassedWhileTheJournalWasOutHasDeparted() {
    bench.commitOk(id);
    assertThat(at.phase()).isEqualTo(Opening.Phase.ACCEPTED);
    bench.journal.down(true);
    bench.report("L1");
    bench.boom("L1", Position.OPEN);
    bench.drivesThrough("L1");
    bench.boom("L1", Position.CLOSED);
    bench.pass(Opening.STUCK_AFTER.plusMillis(1100));
    bench.journal.down(false);
    bench.pass(Duration.ofSeconds(5));
    assertThat(at.ends()).containsExactly(new Departed());
    assertThat(bench.controller().sent(Command.CANCEL)).isZero();
  }

  @Test
  void whoStoodThereAllTheTimeGoesOnWithTheReadingThatIsRecorded() {
    bench.change(
        id,
        (tx, crossing) -> {
          Desk.to(crossing, HandoverState.ACCEPTED);
          return id;
        });
    bench.journal.down(true);
    bench.loop("L1", "entry", false);
    bench.journal.down(false);
    int before = bench.desk.laneChanges;
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.laneChanges).isGreaterThan(before);
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(sent()).isEqualTo(1);
  }
}
