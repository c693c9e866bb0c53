package org.amitygate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.amitygate.bench.contender.Measurement;

/** Everything measured for one number of lanes on one store, round by round. Not thread-safe. */
final class Cell {

  final String store;
  final int lanes;
  private final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();

  Cell(String store, int lanes) {
    this.store = store;
    this.lanes = lanes;
  }

  void add(String contender, Measurement measurement) {
    rounds.computeIfAbsent(contender, name -> new ArrayList<>()).add(measurement);
  }

  List<Measurement> of(String contender) {
    return rounds.getOrDefault(contender, List.of());
  }

  /** The median over the rounds; empty if it was not measured. */
  OptionalDouble median(String contender, ToDoubleFunction<Measurement> figure) {
    return median(of(contender).stream().mapToDouble(figure).toArray());
  }

  /** The median of the quotients within each round, in which both had the same weather. */
  OptionalDouble ratio(String above, String below, ToDoubleFunction<Measurement> figure) {
    List<Measurement> a = of(above);
    List<Measurement> b = of(below);
    double[] quotients = new double[Math.min(a.size(), b.size())];
    for (int i = 0; i < quotients.length; i++) {
      quotients[i] = figure.applyAsDouble(a.get(i)) / figure.applyAsDouble(b.get(i));
    }
    return median(quotients);
  }

  static OptionalDouble median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
  }

  /**
   * Why its figures are none: what is missing in a store, and who of the wanted was not measured.
   */
  List<String> faults(Collection<String> wanted) {
    String where = store + " with " + lanes + " lanes: ";
    List<String> faults = new ArrayList<>();
    if (missing() > 0) {
      faults.add(where + missing() + " acknowledged and not stored");
    }
    for (String name : wanted) {
      if (of(name).isEmpty()) {
        faults.add(where + name + " was not measured");
      }
    }
    return faults;
  }

  long missing() {
    return rounds.values().stream().flatMap(List::stream).mapToLong(Measurement::missing).sum();
  }
}
