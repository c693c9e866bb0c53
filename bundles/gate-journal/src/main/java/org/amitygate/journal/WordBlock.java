package org.amitygate.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.Words;
import org.jspecify.annotations.Nullable;

/**
 * The words of some hundred crossings that began one after another, column by column: a text with a
 * line for each crossing, so that a database looks through all of them in one go. A crossing's line
 * has the same number in each column.
 *
 * @param after the crossing before the first of them
 * @param last the last of them
 * @param whole false: a crossing of it has changed, and its texts are empty
 * @param texts those that were asked for
 */
record WordBlock(CrossingKey after, CrossingKey last, boolean whole, Map<Column, String> texts) {

  /** Columns of {@code crossing_words} that are searched. */
  enum Column {
    PLATES(line -> line.words().plates()),
    CONTAINERS(line -> line.words().containers()),
    DECLARATIONS(line -> line.words().declaration()),
    NAMES(line -> line.words().name()),
    STATES(WordLine::states);

    private final Function<WordLine, String> of;

    Column(Function<WordLine, String> of) {
      this.of = of;
    }

    String sql() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final String END = "\n";

  /** The cells of {@link Sql#PUT_CROSSING_WORDS}. {@code lines}: oldest first. */
  static @Nullable Object[] row(CrossingKey after, CrossingKey last, List<WordLine> lines) {
    List<@Nullable Object> cells = new ArrayList<>();
    cells.add(last.at());
    cells.add(SqlRows.bytes(last.id()));
    cells.add(after.at());
    cells.add(SqlRows.bytes(after.id()));
    cells.add(1);
    for (Column column : Column.values()) {
      cells.add(lines.stream().map(column.of).collect(Collectors.joining(END, END, END)));
    }
    return cells.toArray();
  }

  /** From a row of the statement of {@link WordSearch}. */
  static WordBlock read(ResultSet row, List<Column> columns) throws SQLException {
    CrossingKey last = new CrossingKey(row.getLong(1), SqlRows.uuid(row.getBytes(2)));
    CrossingKey after = new CrossingKey(row.getLong(3), SqlRows.uuid(row.getBytes(4)));
    boolean whole = row.getInt(5) == 1;
    Map<Column, String> texts = new EnumMap<>(Column.class);
    for (int i = 0; whole && i < columns.size(); i++) {
      texts.put(columns.get(i), row.getString(6 + i));
    }
    return new WordBlock(after, last, whole, texts);
  }

  /**
   * Numbers of the lines that fit, last first.
   *
   * @param lines how many there must be
   * @throws IllegalStateException there are more or less
   */
  List<Integer> fitting(CrossingQuery query, int lines) {
    Map<Column, String[]> split = new EnumMap<>(Column.class);
    texts.forEach(
        (column, text) -> {
          String[] cut = text.split(END, -1);
          if (cut.length != lines + 2) {
            throw new IllegalStateException(
                "%d lines of %s for %d crossings up to %s"
                    .formatted(cut.length - 2, column, lines, last));
          }
          split.put(column, cut);
        });
    List<Integer> found = new ArrayList<>();
    for (int line = lines - 1; line >= 0; line--) {
      if (fits(query, split, line + 1)) {
        found.add(line);
      }
    }
    return found;
  }

  private static boolean fits(CrossingQuery query, Map<Column, String[]> split, int i) {
    Words words =
        new Words(
            cell(split, Column.PLATES, i),
            cell(split, Column.CONTAINERS, i),
            cell(split, Column.DECLARATIONS, i),
            cell(split, Column.NAMES, i));
    String states = cell(split, Column.STATES, i);
    String[] each = states.isEmpty() ? new String[] {"", "", ""} : states.split(" ", -1);
    return query.fits(words, each[0], each[1], each[2]);
  }

  private static String cell(Map<Column, String[]> split, Column column, int i) {
    String[] lines = split.get(column);
    return lines == null ? "" : lines[i];
  }
}
