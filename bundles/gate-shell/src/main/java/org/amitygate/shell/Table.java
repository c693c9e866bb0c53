package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns in plain text, as wide as their content. */
final class Table {

  /** What moves the cursor or hides text: a cell may hold words of others. */
  private static final String UNSEEN = "[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row; a null or empty cell is shown as {@code -}. */
  Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      String text = cell == null ? "" : cell.toString().replaceAll(UNSEEN, " ").strip();
      row.add(text.isEmpty() ? "-" : text);
    }
    rows.add(row);
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - width(row.get(i)) + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Columns that a text takes: two for each Chinese character, none for a combining mark. */
  static int width(String text) {
    return text.codePoints().map(Table::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        Character.isIdeographic(c)
            || (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x3000 && c <= 0x30ff)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xff01 && c <= 0xff60);
    return wide ? 2 : 1;
  }
}
