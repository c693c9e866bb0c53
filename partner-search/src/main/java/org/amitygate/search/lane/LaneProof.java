package org.amitygate.search.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.amitygate.partner.lane.LaneGuard;
import org.amitygate.partner.lane.LaneRow;
import org.amitygate.partner.lane.LaneTable;

/**
 * The whole proof of the table that turns lanes: no promise is broken in any state, every row is
 * taken, and without any one guard some promise is broken.
 */
public final class LaneProof {

  private final LaneTable table;
  private final int epochs;
  private final Consumer<String> says;
  private int states;
  private int guardsRemoved;
  private int guardsCaught;
  private int violations;
  private long covered;

  /**
   * @param epochs changes that are looked at
   */
  public LaneProof(LaneTable table, int epochs, Consumer<String> says) {
    this.table = table;
    this.epochs = epochs;
    this.says = says;
  }

  /** Two vehicles of each side; one without a guard. */
  public LaneProof run() {
    LaneSearch search = new LaneSearch(table, epochs, 2);
    Optional<String> broken = search.run();
    states = search.states();
    covered = table.rows().stream().filter(search.taken()::contains).count();
    says.accept("lane direction, " + epochs + " changes: " + states + " states");
    if (broken.isPresent()) {
      violations++;
      says.accept("VIOLATION " + broken.get());
      return this;
    }
    for (int row = 0; row < table.rows().size(); row++) {
      for (LaneGuard guard : table.rows().get(row).when()) {
        guardsRemoved++;
        Optional<String> found = without(row, guard);
        guardsCaught += found.isPresent() ? 1 : 0;
        says.accept(
            "L%d without %s: %s"
                .formatted(row + 1, guard, found.orElse("NOTHING BREAKS WITHOUT IT")));
      }
    }
    return this;
  }

  private Optional<String> without(int number, LaneGuard guard) {
    List<LaneRow> rows = new ArrayList<>(table.rows());
    LaneRow row = rows.get(number);
    List<LaneGuard> rest = new ArrayList<>(row.when());
    rest.remove(guard);
    rows.set(
        number,
        new LaneRow(
            row.in(),
            row.on(),
            rest,
            row.to(),
            row.turns(),
            row.next(),
            row.asked(),
            row.says(),
            row.source()));
    return new LaneSearch(new LaneTable(rows), 3, 1).run();
  }

  public boolean holds() {
    return violations == 0 && guardsCaught == guardsRemoved && covered == table.rows().size();
  }

  /** Counts by name, named as those of the handover's proof. */
  public Map<String, Long> counts() {
    return Map.of(
        "states",
        (long) states,
        "guardsRemoved",
        (long) guardsRemoved,
        "guardsCaught",
        (long) guardsCaught,
        "transitionsCovered",
        covered,
        "transitionsTotal",
        (long) table.rows().size(),
        "violations",
        (long) violations);
  }
}
