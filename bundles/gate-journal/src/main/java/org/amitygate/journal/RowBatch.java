package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Row by row, for SQLite: a call costs little, and nothing waits for an answer. */
final class RowBatch implements WriteBatch {

  private final Session session;
  private final SqliteFiles files;
  private boolean empty = true;

  RowBatch(Session session, SqliteFiles files) {
    this.session = session;
    this.files = files;
  }

  @Override
  public void add(Sql.Put put, List<@Nullable Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    empty = false;
    run(sql(put), put, put == Sql.PUT_CROSSING ? unchanged(rows) : rows);
  }

  /** Changes crossings in place; gives those that are new, or changed in more than a stage does. */
  private List<@Nullable Object[]> unchanged(List<@Nullable Object[]> rows) throws SQLException {
    int[] changed = run(Sql.CHANGE_CROSSING, Sql.PUT_CROSSING, rows);
    List<@Nullable Object[]> left = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 0) {
        left.add(rows.get(i));
      }
    }
    return left;
  }

  private int[] run(String sql, Sql.Put put, List<@Nullable Object[]> rows) throws SQLException {
    PreparedStatement s = session.statement(sql);
    for (@Nullable Object[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        set(s, i + 1, put.types().get(i), row[i]);
      }
      s.addBatch();
    }
    return s.executeBatch();
  }

  private static void set(PreparedStatement s, int index, Sql.Type type, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      s.setNull(index, Types.NULL);
      return;
    }
    switch (type) {
      case BIGINT -> s.setLong(index, (Long) value);
      case INTEGER -> s.setInt(index, (Integer) value);
      case TEXT -> s.setString(index, (String) value);
      case BYTES -> s.setBytes(index, (byte[]) value);
    }
  }

  private static String sql(Sql.Put put) {
    String row = String.join(", ", Collections.nCopies(put.types().size(), "?"));
    return put.sql().replace(Sql.ROWS, "VALUES (" + row + ")");
  }

  @Override
  public void commit() throws SQLException {
    if (empty) {
      session.connection().rollback();
    } else {
      try {
        session.connection().commit();
      } catch (SQLException e) {
        files.failed(e);
        throw e;
      }
      files.check(session);
    }
    empty = true;
  }
}
