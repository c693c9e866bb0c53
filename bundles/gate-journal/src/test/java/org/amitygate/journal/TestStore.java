package org.amitygate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.config.PostgresConfig;
import org.amitygate.config.StorageConfig;
import org.sqlite.JDBC;

/** The stores that every test of the journal runs on. A test's folder names its store. */
enum TestStore {
  SQLITE {
    @Override
    Dialect dialect(Path folder, List<String> settings) {
      try {
        return new Sqlite(
            folder.resolve("journal.db"),
            FileSync.SYSTEM,
            Duration.ofMillis(20),
            () -> List.copyOf(settings));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    Connection look(Path folder) throws SQLException {
      return JDBC.createConnection(JDBC.PREFIX + folder.resolve("journal.db"), new Properties());
    }

    @Override
    StorageConfig storage(Path folder) {
      return StorageConfig.USUAL;
    }

    @Override
    String bytes(String hex) {
      return "x'" + hex + "'";
    }

    @Override
    void empty(Path folder) throws IOException {
      Files.delete(folder.resolve("journal.db"));
    }
  },

  POSTGRES {
    @Override
    Dialect dialect(Path folder, List<String> settings) {
      PostgresConfig config = config(folder);
      return new Postgres(
          () -> config, Postgres.ANSWER, Duration.ofMillis(200), () -> List.copyOf(settings));
    }

    @Override
    Connection look(Path folder) throws SQLException {
      PostgresConfig config = config(folder);
      org.postgresql.ds.PGSimpleDataSource source = new org.postgresql.ds.PGSimpleDataSource();
      source.setServerNames(new String[] {config.host()});
      source.setPortNumbers(new int[] {config.port()});
      source.setDatabaseName(config.database());
      source.setCurrentSchema(config.schema());
      source.setUser(config.user());
      return source.getConnection();
    }

    @Override
    StorageConfig storage(Path folder) {
      return new StorageConfig(Optional.of(config(folder)), OptionalLong.empty());
    }

    @Override
    String bytes(String hex) {
      return "'\\x" + hex + "'::bytea";
    }

    @Override
    void empty(Path folder) {
      String schema = config(folder).schema();
      sql(folder, "DROP SCHEMA " + schema + " CASCADE; CREATE SCHEMA " + schema);
    }

    private PostgresConfig config(Path folder) {
      return SCHEMAS.computeIfAbsent(
          folder.toAbsolutePath(), path -> PostgresServer.shared().schema());
    }
  };

  private static final Map<Path, PostgresConfig> SCHEMAS = new ConcurrentHashMap<>();

  /** {@code settings}: statements for each writing connection; asked at each opening. */
  abstract Dialect dialect(Path folder, List<String> settings);

  /** A connection of somebody else. */
  abstract Connection look(Path folder) throws SQLException;

  /** The same for {@link JournalFolder}. */
  abstract StorageConfig storage(Path folder);

  /** The same for {@link CrashingWriter}. */
  final String arguments(Path folder) {
    return storage(folder)
        .postgres()
        .map(config -> config.port() + " " + config.schema())
        .orElse("");
  }

  /** Bytes as a literal. */
  abstract String bytes(String hex);

  /** Takes away the tables of a store that nobody has open. */
  abstract void empty(Path folder) throws IOException;

  SqlStore open(Path folder) {
    return SqlStore.open(dialect(folder, List.of()));
  }

  /** What is wrong in the stored records. */
  RecordsCheck check(Path folder) throws SQLException, IOException {
    try (Connection db = look(folder)) {
      return new RecordsCheck(db);
    }
  }

  /** The one number that a question has. */
  long number(Path folder, String sql) {
    try (Connection db = look(folder);
        Statement statement = db.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Gives the number of changed rows. */
  int sql(Path folder, String sql) {
    try (Connection db = look(folder);
        Statement statement = db.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
