package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;

/** Lane L1 of a gate at work, and what the vehicle in it has heard. */
final class LaneBench {

  /** Of the vehicle behind. */
  static final String NEXT = "51C-999.99";

  final Bench bench = Bench.atWork();

  void leaves() {
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
  }

  void declare(Crossing crossing) {
    bench.fact(crossing.id(), "declaration", "DEC-1");
  }

  List<String> names(Crossing crossing) {
    return signals(crossing).stream().map(s -> s.path("name").asText()).toList();
  }

  List<String> read(Crossing crossing, String signal) {
    return signals(crossing).stream()
        .filter(s -> s.path("name").asText().equals(signal))
        .map(s -> s.path("data").path("plate").asText())
        .toList();
  }

  List<JsonNode> signals(Crossing crossing) {
    List<JsonNode> all = new ArrayList<>();
    bench
        .journal
        .view()
        .crossing(crossing.id())
        .orElseThrow()
        .body()
        .tree()
        .path("signals")
        .forEach(all::add);
    return all;
  }

  Lane lane() {
    return bench.barriers.lanes().find("L1").orElseThrow();
  }

  Zone zone() {
    return lane().zone();
  }
}
