package org.amitygate.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.amitygate.partner.handover.Row;
import org.amitygate.partner.handover.Table;
import org.amitygate.partner.handover.TableText;

/**
 * The whole proof of one pair of tables: no promise is broken in any state, every row is taken
 * somewhere, and without any one guard, or any one rule at the barrier, some promise is broken.
 */
final class Proof {

  /** Searches of the tables as they are. */
  private final List<Setup> whole;

  /** Searches without a guard about the same talk, in this order, until one finds something. */
  private final List<Setup> without;

  private final Table exit;
  private final Table entry;
  private final Consumer<String> says;

  private final Set<Row> takenAtExit = new HashSet<>();
  private final Set<Row> takenAtEntry = new HashSet<>();
  private final List<Counterexample> violations = new ArrayList<>();
  private long states;
  private int guardsRemoved;
  private int guardsCaught;
  private int rulesRemoved;
  private int rulesCaught;

  private Proof(
      Table exit, Table entry, List<Setup> whole, List<Setup> without, Consumer<String> says) {
    this.exit = exit;
    this.entry = entry;
    this.whole = whole;
    this.without = without;
    this.says = says;
  }

  /** As large as one processor does in a few minutes. */
  static Proof full(Table exit, Table entry, Consumer<String> says) {
    Setup small = Setup.of(Network.Kind.ANY_ORDER, 2);
    return new Proof(
        exit,
        entry,
        List.of(
            Setup.of(Network.Kind.ANY_ORDER, 4).judgingTables(),
            Setup.of(Network.Kind.IN_ORDER, 3).judgingTables(),
            Setup.of(Talk.JOINT, 2).judgingTables(),
            Setup.of(Talk.ADVICE, 3).judgingTables(),
            Setup.of(Talk.AFTERWARDS, 2).judgingTables()),
        List.of(
            small,
            small.judgingTables(),
            Setup.of(Network.Kind.ANY_ORDER, 3).judgingTables(),
            Setup.of(Talk.JOINT, 1),
            Setup.of(Talk.JOINT, 1).judgingTables(),
            Setup.of(Talk.ADVICE, 2),
            Setup.of(Talk.ADVICE, 2).judgingTables(),
            Setup.of(Talk.AFTERWARDS, 1),
            Setup.of(Talk.AFTERWARDS, 1).judgingTables()),
        says);
  }

  /** In seconds: two epochs. */
  static Proof small(Table exit, Table entry, Consumer<String> says) {
    Setup small = Setup.of(Network.Kind.ANY_ORDER, 2).judgingTables();
    Setup inOrder = Setup.of(Network.Kind.IN_ORDER, 2).judgingTables();
    Setup joint = Setup.of(Talk.JOINT, 1).judgingTables();
    Setup advice = Setup.of(Talk.ADVICE, 2).judgingTables();
    Setup afterwards = Setup.of(Talk.AFTERWARDS, 1).judgingTables();
    return new Proof(
        exit,
        entry,
        List.of(small, inOrder, joint, advice, afterwards),
        List.of(afterwards, small, advice, joint),
        says);
  }

  Proof run() {
    for (Setup setup : whole) {
      Search search = new Search(exit, entry, setup).run();
      says.accept(setup + ": " + search.states() + " states");
      states += search.states();
      takenAtExit.addAll(search.takenAtExit());
      takenAtEntry.addAll(search.takenAtEntry());
      search.found().ifPresent(this::violation);
    }
    never(exit, takenAtExit);
    never(entry, takenAtEntry);
    if (violations.isEmpty()) {
      guards();
      rules();
    }
    return this;
  }

  private void violation(Counterexample found) {
    violations.add(found);
    says.accept("VIOLATION " + found);
  }

  private void never(Table table, Set<Row> taken) {
    for (int row = 0; row < table.rows().size(); row++) {
      if (!taken.contains(table.rows().get(row))) {
        String name = TableText.name(table.role(), row + 1);
        says.accept(name + " is never taken (" + table.rows().get(row).source() + ")");
      }
    }
  }

  private void guards() {
    List<Removal> removals = new ArrayList<>(Removal.of(exit));
    removals.addAll(Removal.of(entry));
    for (Removal removal : removals) {
      guardsRemoved++;
      Optional<Counterexample> found =
          without.stream()
              .filter(setup -> concerns(setup, removal))
              .map(setup -> new Search(removal.in(exit), removal.in(entry), setup).run().found())
              .flatMap(Optional::stream)
              .findFirst();
      guardsCaught += found.isPresent() ? 1 : 0;
      says.accept(
          removal + ": " + found.map(Counterexample::promise).orElse("NOTHING BREAKS WITHOUT IT"));
    }
  }

  /** A guard of the crossing itself may be needed for the sake of an inspection or an advice. */
  private static boolean concerns(Setup setup, Removal removal) {
    return setup.talk() == removal.talk()
        || removal.talk() == Talk.NONE && setup.talk().ofTheVehicle();
  }

  private void rules() {
    for (Rule rule : Rule.values()) {
      rulesRemoved++;
      Setup setup = Setup.of(Network.Kind.ANY_ORDER, 2).without(rule);
      Optional<Counterexample> found = new Search(exit, entry, setup).run().found();
      rulesCaught += found.isPresent() ? 1 : 0;
      says.accept(
          "without "
              + rule
              + ": "
              + found.map(Counterexample::promise).orElse("NOTHING BREAKS WITHOUT IT"));
    }
  }

  boolean holds() {
    return violations.isEmpty()
        && guardsCaught == guardsRemoved
        && rulesCaught == rulesRemoved
        && covered() == rows();
  }

  /** Counts by name. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("states", states);
    counts.put("guardsRemoved", (long) guardsRemoved);
    counts.put("guardsCaught", (long) guardsCaught);
    counts.put("rulesRemoved", (long) rulesRemoved);
    counts.put("rulesCaught", (long) rulesCaught);
    counts.put("transitionsCovered", covered());
    counts.put("transitionsTotal", rows());
    counts.put("violations", (long) violations.size());
    return counts;
  }

  private long covered() {
    return count(exit, takenAtExit) + count(entry, takenAtEntry);
  }

  private static long count(Table table, Set<Row> taken) {
    return table.rows().stream().filter(taken::contains).count();
  }

  private long rows() {
    return exit.rows().size() + (long) entry.rows().size();
  }
}
