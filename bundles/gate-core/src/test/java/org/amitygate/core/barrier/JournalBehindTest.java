package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** What the loops told while the journal could not be written is not overtaken. */
class JournalBehindTest {

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
    assertThat(bench.commitOk(id)).contains("what its loops told could not be recorded yet");
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
