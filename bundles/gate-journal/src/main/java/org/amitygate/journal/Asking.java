package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions to one session. Once one failed, the session is only good to be closed. */
final class Asking {

  /** Rows that a server sends at a time when not all may be needed. */
  private static final int SOME = 4;

  private final Session session;
  private final Dialect dialect;

  Asking(Session session, Dialect dialect) {
    this.session = session;
    this.dialect = dialect;
  }

  @FunctionalInterface
  interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  @FunctionalInterface
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> Optional<T> one(String sql, Binding binding, Reading<T> reading) {
    List<T> found = list(sql, binding, reading);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
  }

  <T> List<T> list(String sql, Binding binding, Reading<T> reading) {
    List<T> found = new ArrayList<>();
    run(sql, 0, binding, row -> found.add(reading.read(row)));
    return found;
  }

  /**
   * Reads row after row as long as more are wanted. In between other statements may be asked, not
   * the same one.
   *
   * @param reading whether to go on
   */
  void some(String sql, Binding binding, Reading<Boolean> reading) {
    run(sql, SOME, binding, reading);
  }

  private void run(String sql, int fetch, Binding binding, Reading<Boolean> reading) {
    synchronized (session) { // works may ask while a batch is committed
      try {
        PreparedStatement statement = session.statement(sql);
        statement.setFetchSize(fetch);
        binding.bind(statement);
        try (ResultSet row = statement.executeQuery()) {
          boolean more = true;
          while (more && row.next()) {
            more = reading.read(row);
          }
        }
      } catch (SQLException e) {
        session.breakOff(e);
        throw dialect.failure(e);
      }
    }
  }
}
