package org.amitygate.bench.contender;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.amitygate.config.PostgresConfig;
import org.amitygate.config.StorageConfig;

/**
 * A real PostgreSQL for one run. Its settings are those it comes with, but for memory (resource
 * consumption, "shared_buffers") and fewer checkpoints (WAL configuration, "max_wal_size",
 * "checkpoint_timeout").
 */
public final class Postgres implements AutoCloseable {

  static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final Path data;

  public Postgres(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("server"));
    // Deeper than ./gate down looks for pid files: that one is PostgreSQL's own.
    data = folder.resolve("server/data");
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
            .setCleanDataDirectory(true)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("checkpoint_timeout", "15min")
            .start();
    Files.writeString(folder.resolve("postgres.pid"), pid() + "\n");
  }

  /** A new database, as the configuration of a gate names it. */
  public StorageConfig storage(String database) throws IOException {
    create(database);
    return new StorageConfig(
        Optional.of(
            new PostgresConfig(
                "127.0.0.1", server.getPort(), database, "public", USER, "", Map.of())),
        OptionalLong.empty());
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database + "?user=" + USER;
  }

  /** As {@code etc/gate.yaml} names it. */
  String gateUrl(String database) {
    return "postgresql://127.0.0.1:%d/%s?user=%s".formatted(server.getPort(), database, USER);
  }

  void create(String database) throws IOException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    } catch (SQLException e) {
      throw new IOException("the database " + database + " cannot be made", e);
    }
  }

  /** Syncs of the write-ahead log so far, of all databases, as the server counts them. */
  long syncs() throws IOException {
    return number("SELECT wal_sync FROM pg_stat_wal");
  }

  private long number(String sql) throws IOException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IOException(sql, e);
    }
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.ofTree(pid());
  }

  private long pid() throws IOException {
    String first = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
    return Long.parseLong(first.strip());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
