package org.amitygate.demo.report;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the world did to the link between the gates. */
final class LinkFaults {
  private static final Set<String> NOTHING_PASSES = Set.of("cut", "one-way", "half-open");

  private LinkFaults() {}

  /** How often, by what was done: by the run, or by the story of a truck. */
  static Map<String, Integer> of(Ledger world) {
    Map<String, Integer> faults = new TreeMap<>();
    for (LedgerEvent event : world.of("linkFault")) {
      faults.merge(event.text("fault"), 1, Integer::sum);
    }
    world.of("cut").forEach(event -> faults.merge("cut", 1, Integer::sum));
    world.of("delayed").forEach(event -> faults.merge("slow", 1, Integer::sum));
    return faults;
  }

  /** How often nothing could pass, in one direction at least. */
  static int cuts(Map<String, Integer> faults) {
    return faults.entrySet().stream()
        .filter(entry -> NOTHING_PASSES.contains(entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }
}
