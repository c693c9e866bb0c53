package org.amitygate.journal;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
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
 * @param keys of its crossings, in the order of their lines
 * @param texts those that were asked for
 */
record WordBlock(
    CrossingKey after,
    CrossingKey last,
    boolean whole,
    List<CrossingKey> keys,
    Map<Column, String> texts) {

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
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String END = "\n";
  private static final int KEY_BYTES = 24;

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
    cells.add(bytes(lines));
    return cells.toArray();
  }

  /** From a row of the statement of {@link WordSearch}. */
  static WordBlock read(ResultSet row, List<Column> columns) throws SQLException {
    CrossingKey last = new CrossingKey(row.getLong(1), SqlRows.uuid(row.getBytes(2)));
    CrossingKey after = new CrossingKey(row.getLong(3), SqlRows.uuid(row.getBytes(4)));
    boolean whole = row.getInt(5) == 1;
    List<CrossingKey> keys = whole ? keys(row.getBytes(6)) : List.of();
    Map<Column, String> texts = new EnumMap<>(Column.class);
    for (int i = 0; whole && i < columns.size(); i++) {
      texts.put(columns.get(i), row.getString(7 + i));
    }
    return new WordBlock(after, last, whole, keys, texts);
  }

  private static byte[] bytes(List<WordLine> lines) {
    ByteBuffer bytes = ByteBuffer.allocate(lines.size() * KEY_BYTES);
    for (WordLine line : lines) {
      bytes.putLong(line.key().at()).put(SqlRows.bytes(line.key().id()));
    }
    return bytes.array();
  }

  private static List<CrossingKey> keys(byte[] bytes) {
    List<CrossingKey> keys = new ArrayList<>(bytes.length / KEY_BYTES);
    for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
      keys.add(new CrossingKey(left.getLong(), new UUID(left.getLong(), left.getLong())));
    }
    return keys;
  }

  /**
   * Those that fit, last first.
   *
   * @throws IllegalStateException a text has more or less lines than there are crossings
   */
  List<CrossingKey> fitting(CrossingQuery query) {
    int lines = keys.size();
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
    List<CrossingKey> found = new ArrayList<>();
    for (int line = lines - 1; line >= 0; line--) {
      if (fits(query, split, line + 1)) {
        found.add(keys.get(line));
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
