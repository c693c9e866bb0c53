package org.amitygate.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/** The tables' versions: numbered files, applied forward and in order, each in one transaction. */
final class Schema {

  /** The newest version this program knows: there is a {@code schema-n.sql} for each up to it. */
  static final int VERSION = 2;

  private Schema() {}

  /**
   * Leaves the connection without an open transaction.
   *
   * @throws IllegalStateException the tables are newer than this program
   */
  static void bringUpToDate(Connection connection, Dialect dialect) throws SQLException {
    int stored = storedVersion(connection);
    if (stored > VERSION) {
      throw new IllegalStateException(
          "%s was written by a newer version (tables of version %d; this program knows up to %d): start that version, or put back the copy from before the update"
              .formatted(dialect.name(), stored, VERSION));
    }
    if (stored < VERSION) {
      dialect.migrating(connection);
    }
    for (int version = stored + 1; version <= VERSION; version++) {
      apply(version, connection, dialect);
    }
    connection.rollback();
  }

  private static int storedVersion(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "schema", new String[] {"TABLE"})) {
      if (!tables.next()) {
        return 0;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM schema")) {
      if (!row.next()) {
        throw new SQLException("the table schema is empty");
      }
      return row.getInt(1);
    }
  }

  private static void apply(int version, Connection connection, Dialect dialect)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (version == 1) {
        statement.executeUpdate("CREATE TABLE schema (version INTEGER NOT NULL)");
        statement.executeUpdate("INSERT INTO schema (version) VALUES (0)");
      }
      for (String sql : statements(version, dialect)) {
        statement.executeUpdate(sql);
      }
      if (version == 2) {
        WordsOfStored.fill(connection);
      }
      statement.executeUpdate("UPDATE schema SET version = " + version);
    }
    connection.commit();
  }

  static List<String> statements(int version, Dialect dialect) {
    String name = "schema-" + version + ".sql";
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
      String all =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${postgres}", dialect.postgres())
              .replaceAll("(?m)^--.*$", "")
              .replace("${position}", dialect.position())
              .replace("${text}", dialect.text())
              .replace("${blob}", dialect.blob());
      return List.of(all.split(";")).stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
