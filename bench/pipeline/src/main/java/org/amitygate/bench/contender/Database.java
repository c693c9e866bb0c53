package org.amitygate.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Where a server keeps its data.
 *
 * @param jdbcUrl for the server
 * @param readUrl for looking at it from outside
 * @param server the PostgreSQL it is in; empty: SQLite
 */
record Database(String jdbcUrl, String readUrl, Optional<Postgres> server) {

  static Database sqlite(Path file) {
    return new Database(
        "jdbc:sqlite:" + file, "jdbc:sqlite:file:" + file + "?mode=ro", Optional.empty());
  }

  static Database postgres(Postgres server, String name) throws IOException {
    server.create(name);
    return new Database(server.jdbcUrl(name), server.jdbcUrl(name), Optional.of(server));
  }

  /** One number; 0 if there is none. */
  long number(String sql) throws IOException {
    return numbers(sql)[0];
  }

  /** The numbers of the one row that a question has; 0 for those that are not there. */
  long[] numbers(String sql) throws IOException {
    try (Connection connection = DriverManager.getConnection(readUrl);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      long[] numbers = new long[row.getMetaData().getColumnCount()];
      if (row.next()) {
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = row.getLong(i + 1);
        }
      }
      return numbers;
    } catch (SQLException e) {
      throw new IOException(sql + " at " + readUrl, e);
    }
  }
}
