package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Row by row, for SQLite: a call costs little, and nothing waits for an answer. */
final class RowBatch implements WriteBatch {

  /** Columns of a crossing. */
  private static final int ID = 0;

  private static final int OPEN = 11;

  private final Session session;
  private final SqliteFiles files;
  private boolean empty = true;

  /** Of this connection: an id that was stored before it may once be taken for new. */
  private final Greatest<byte[]> crossingIds =
      new Greatest<>(Arrays::compareUnsigned, Optional::empty);

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
    if (put == Sql.PUT_CROSSING) {
      crossings(rows);
    } else if (put == Sql.PUT_ITEM) {
      run(put.ofOneRow(), put, unchanged(Sql.CHANGE_ITEM, put, rows));
    } else {
      run(put.ofOneRow(), put, rows);
    }
  }

  /**
   * Each by the statement that touches fewest indexes: one for what is new, one for what goes on,
   * one for what has ended. What is none of these is put as if it were new, and only takes longer.
   */
  private void crossings(List<@Nullable Object[]> rows) throws SQLException {
    List<@Nullable Object[]> whole = new ArrayList<>();
    List<@Nullable Object[]> underWay = new ArrayList<>();
    List<@Nullable Object[]> ended = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      byte[] id = (byte[]) row[ID];
      if (crossingIds.isNew(id)) {
        whole.add(row);
        crossingIds.noLongerAtHand(id);
      } else if (Objects.equals(row[OPEN], 1)) {
        underWay.add(row);
      } else {
        ended.add(row);
      }
    }
    Sql.Put put = Sql.PUT_CROSSING;
    whole.addAll(unchanged(Sql.CHANGE_CROSSING, put, underWay));
    whole.addAll(unchanged(Sql.END_CROSSING, put, ended));
    run(put.ofOneRow(), put, whole);
  }

  /** Changes rows in place; gives those that were not there so. */
  private List<@Nullable Object[]> unchanged(String sql, Sql.Put put, List<@Nullable Object[]> rows)
      throws SQLException {
    int[] changed = run(sql, put, rows);
    List<@Nullable Object[]> left = new ArrayList<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == 0) {
        left.add(rows.get(i));
      }
    }
    return left;
  }

  private int[] run(String sql, Sql.Put put, List<@Nullable Object[]> rows) throws SQLException {
    if (rows.isEmpty()) {
      return new int[0];
    }
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
