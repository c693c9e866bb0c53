package org.amitygate.core.barrier;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;

/** A vehicle that the partner sends into lane M1. */
final class EntryBench {

  private EntryBench() {}

  /** COMMIT_OK was given for it: the strip is kept. */
  static UUID sent(Bench bench, String plate) {
    UUID id = new UUID(77, bench.all().size());
    return bench.tx(
        tx -> {
          Crossing crossing =
              bench.crossings.begin(tx, id, "YY-1", Role.ENTRY, "M1", Map.of("plate", plate));
          crossing.handover(Desk.with(crossing, HandoverState.COMMITTED, 1));
          bench.crossings.put(tx, crossing);
          return id;
        });
  }

  /** It drives into the entry lane and is read. */
  static void arrives(Bench bench, String plate) {
    bench.loop("M1", "entry", true);
    bench.plate("M1", "entry", plate);
    bench.pass(Duration.ofSeconds(2));
    bench.loop("M1", "exit", true);
  }

  /** Who stands at the stop line drives back out of the lane. */
  static void backsOut(Bench bench) {
    bench.loop("M1", "exit", false);
    bench.loop("M1", "entry", false);
  }
}
