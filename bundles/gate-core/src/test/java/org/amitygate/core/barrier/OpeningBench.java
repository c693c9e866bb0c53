package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverEvent.Departed;
import org.amitygate.core.handover.HandoverEvent.NotDeparted;
import org.amitygate.core.handover.HandoverEvent.NotOpened;
import org.amitygate.core.handover.HandoverEvent.Unproven;
import org.amitygate.device.BarrierState.Position;

/** A vehicle that stands at the stop line of lane L1, and what becomes of its opening. */
final class OpeningBench {

  final Bench bench = Bench.atWork();
  final UUID id = bench.arrive("L1", PLATE).id();

  void opened() {
    bench.commitOk(id);
    bench.boom("L1", Position.OPEN);
  }

  void stays() {
    opened();
    bench.pass(Duration.ofSeconds(6));
    bench.boom("L1", Position.CLOSED);
  }

  void unproven() {
    assertThat(ends()).hasSize(1).first().isInstanceOf(Unproven.class);
    assertThat(bench.crossing(id).shownState()).isEqualTo("HOLD_BARRIER");
  }

  List<HandoverEvent> ends() {
    return bench.desk.events.stream()
        .filter(
            e ->
                e instanceof Departed
                    || e instanceof NotOpened
                    || e instanceof NotDeparted
                    || e instanceof Unproven)
        .toList();
  }

  Opening.Phase phase() {
    return bench.barriers.lanes().find("L1").orElseThrow().opening().orElseThrow().phase();
  }

  String laneState() {
    return bench.barriers.lanes().find("L1").orElseThrow().state();
  }
}
