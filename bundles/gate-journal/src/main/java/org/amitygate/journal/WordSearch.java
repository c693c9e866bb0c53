package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.journal.WordBlock.Column;

/**
 * The statement that finds the blocks in which a query may have something: each condition is a part
 * of one of the block's texts, which a database looks for in microseconds. A block that it finds
 * may still have nothing, where two conditions are met by different crossings.
 */
final class WordSearch {

  private final List<Column> columns;
  private final List<String> needles = new ArrayList<>();
  private final String sql;

  WordSearch(CrossingQuery query, Dialect dialect) {
    Set<Column> used = new LinkedHashSet<>();
    List<String> conditions = new ArrayList<>();
    any(query.text(), used, conditions, dialect);
    part(query.plate(), Column.PLATES, used, conditions, dialect);
    part(query.container(), Column.CONTAINERS, used, conditions, dialect);
    part(query.declaration(), Column.DECLARATIONS, used, conditions, dialect);
    part(query.name(), Column.NAMES, used, conditions, dialect);
    for (String states : states(query.state(), query.reason(), query.lane())) {
      part(states, Column.STATES, used, conditions, dialect);
    }
    columns = List.copyOf(used);
    sql =
        Sql.WORD_BLOCKS
            .replace(
                "${columns}",
                columns.stream().map(c -> ", " + c.sql()).collect(Collectors.joining()))
            .replace("${conditions}", String.join(" AND ", conditions));
  }

  private void any(String text, Set<Column> used, List<String> conditions, Dialect dialect) {
    if (!text.isEmpty()) {
      List<String> each = new ArrayList<>();
      for (Column column : Column.values()) {
        if (column != Column.STATES) {
          part(text, column, used, each, dialect);
        }
      }
      conditions.add("(" + String.join(" OR ", each) + ")");
    }
  }

  private void part(
      String text, Column column, Set<Column> used, List<String> conditions, Dialect dialect) {
    if (!text.isEmpty()) {
      used.add(column);
      needles.add(text);
      conditions.add(dialect.find() + "(" + column.sql() + ", ?) > 0");
    }
  }

  /**
   * Parts of the lines {@code state reason lane}, between line ends: as few and as long as can be.
   */
  static List<String> states(String state, String reason, String lane) {
    if (!reason.isEmpty()) {
      return List.of(
          (state.isEmpty() ? " " : "\n" + state + " ")
              + reason
              + " "
              + (lane.isEmpty() ? "" : lane + "\n"));
    }
    List<String> parts = new ArrayList<>();
    if (!state.isEmpty()) {
      parts.add("\n" + state + " ");
    }
    if (!lane.isEmpty()) {
      parts.add(" " + lane + "\n");
    }
    return parts;
  }

  String sql() {
    return sql;
  }

  List<Column> columns() {
    return columns;
  }

  /** {@code newest}, {@code oldest}: the blocks that may be of use, both inclusive. */
  void bind(PreparedStatement s, CrossingKey newest, CrossingKey oldest) throws SQLException {
    newest.bind(s, 1);
    oldest.bind(s, 3);
    for (int i = 0; i < needles.size(); i++) {
      s.setString(5 + i, needles.get(i));
    }
  }
}
