package org.amitygate.search;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.crossing.Role;
import org.amitygate.partner.handover.Guard;
import org.amitygate.partner.handover.Row;
import org.amitygate.partner.handover.Table;
import org.amitygate.partner.handover.TableText;

/**
 * One guard of one row, to be done without.
 *
 * @param talk what the row is about
 */
record Removal(Role role, int row, Guard guard, Talk talk, String source) {

  /** Every guard of a table. */
  static List<Removal> of(Table table) {
    List<Removal> all = new ArrayList<>();
    for (int row = 0; row < table.rows().size(); row++) {
      Row whole = table.rows().get(row);
      for (Guard guard : whole.when()) {
        all.add(new Removal(table.role(), row, guard, Talk.of(whole.on()), whole.source()));
      }
    }
    return all;
  }

  /** The table without this guard, if it is its table. */
  Table in(Table table) {
    if (table.role() != role) {
      return table;
    }
    List<Row> rows = new ArrayList<>(table.rows());
    Row whole = rows.get(row);
    List<Guard> rest = new ArrayList<>(whole.when());
    rest.remove(guard);
    rows.set(
        row, new Row(whole.in(), whole.on(), rest, whole.to(), whole.outputs(), whole.source()));
    return new Table(table.role(), rows);
  }

  @Override
  public String toString() {
    return TableText.name(role, row + 1) + " without " + guard + " (" + source + ")";
  }
}
