package org.amitygate.core.crossing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.bench.Bench;

/** A gate with one crossing, at the first stage of its flow. */
abstract class OneCrossing {

  static final UUID ID = new UUID(3, 3);
  static final StageOutcome.Await FOR_CUSTOMS =
      new StageOutcome.Await(
          List.of("customs", "revoked"), Duration.ofMinutes(5), "hold:CUSTOMS_SILENT", "decide");

  final Bench bench = new Bench();

  Crossing begin() {
    bench.open();
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of()));
    return now();
  }

  Crossing now() {
    return bench.crossing(ID);
  }

  void hold(HoldReason reason) {
    bench.change(
        ID,
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, reason, "");
          return 0;
        });
  }

  void signal(String name) {
    bench.change(
        ID,
        (tx, crossing) -> {
          bench.crossings.signal(tx, crossing, name, Map.of());
          return 0;
        });
  }
}
