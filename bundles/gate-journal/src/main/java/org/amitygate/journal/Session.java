package org.amitygate.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its prepared statements. Once something failed on it, it is only good to be
 * closed.
 */
final class Session implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private @Nullable SQLException failure;
  private boolean given;

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** The same statement each time: use it up before asking again. */
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** This failed on it. */
  void breakOff(SQLException e) {
    if (failure == null) {
      failure = e;
    }
  }

  boolean broken() {
    return failure != null;
  }

  /** What failed first on it. */
  Optional<SQLException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Its connection, which somebody else is to close from now on. */
  Connection giveAway() {
    given = true;
    return connection;
  }

  /** Closing rolls back what was not committed. */
  @Override
  public void close() {
    for (PreparedStatement statement : statements.values()) {
      try {
        statement.close();
      } catch (SQLException e) {
        breakOff(e);
      }
    }
    if (given) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      breakOff(e);
    }
  }
}
