package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One message to the server and one answer for a whole batch, for PostgreSQL: each statement takes
 * its rows as one array for each column, and all of them travel together between {@code BEGIN} and
 * {@code COMMIT}. The connection has auto-commit on; the driver sends several statements of one
 * text without waiting in between.
 */
final class ArrayBatch implements WriteBatch {

  private static final Map<Sql.Type, String> TYPES =
      new EnumMap<>(
          Map.of(
              Sql.Type.BIGINT, "bigint",
              Sql.Type.INTEGER, "integer",
              Sql.Type.TEXT, "text",
              Sql.Type.BYTES, "bytea"));

  private final Session session;
  private final StringBuilder sql = new StringBuilder("BEGIN");
  private final List<Object> parameters = new ArrayList<>();

  ArrayBatch(Session session) {
    this.session = session;
  }

  @Override
  public void add(Sql.Put put, List<@Nullable Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    sql.append(";\n").append(put.sql().replace(Sql.ROWS, unnested(put)));
    for (int column = 0; column < put.types().size(); column++) {
      parameters.add(array(put.types().get(column), rows, column));
    }
  }

  private static String unnested(Sql.Put put) {
    return put.types().stream()
        .map(type -> "?::" + TYPES.get(type) + "[]")
        .collect(Collectors.joining(", ", "SELECT * FROM unnest(", ")"));
  }

  private Object array(Sql.Type type, List<@Nullable Object[]> rows, int column)
      throws SQLException {
    @Nullable Object[] cells =
        switch (type) {
          case BIGINT -> new @Nullable Long[rows.size()];
          case INTEGER -> new @Nullable Integer[rows.size()];
          case TEXT -> new @Nullable String[rows.size()];
          case BYTES -> new byte @Nullable [rows.size()][];
        };
    for (int i = 0; i < cells.length; i++) {
      cells[i] = rows.get(i)[column];
    }
    return session.connection().createArrayOf(TYPES.get(type), cells);
  }

  @Override
  public void commit() throws SQLException {
    if (parameters.isEmpty()) {
      return;
    }
    // The combinations of statements are few, and prepared once.
    carryOut(session.statement(sql.append(";\nCOMMIT").toString()));
    sql.setLength("BEGIN".length());
    parameters.clear();
  }

  private void carryOut(PreparedStatement s) throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      s.setObject(i + 1, parameters.get(i));
    }
    s.execute();
    while (s.getMoreResults() || s.getUpdateCount() >= 0) {
      // An error of a later statement comes with its result.
    }
  }
}
