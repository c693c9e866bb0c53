package org.amitygate.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.config.PostgresConfig;

/** A real PostgreSQL on this machine, with its data in a temporary folder. */
final class PostgresServer implements AutoCloseable {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final Path data;
  private EmbeddedPostgres server;

  /** {@code settings}: over those of the tests, which make commits durable. */
  PostgresServer(Map<String, String> settings) {
    this(temporary(), settings);
  }

  PostgresServer(Path data, Map<String, String> settings) {
    try {
      this.data = data;
      this.server = run(freePort(), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("amity-postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final PostgresServer SERVER = new PostgresServer(Map.of());

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }
  }

  /** The one that all tests of this process share: do not stop it. */
  static PostgresServer shared() {
    return Shared.SERVER;
  }

  private EmbeddedPostgres run(int port, Map<String, String> settings) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPort(port)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100");
    settings.forEach(builder::setServerConfig);
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A schema of its own, empty. */
  PostgresConfig schema() {
    String schema = "gate_" + SCHEMAS.incrementAndGet();
    sql("CREATE SCHEMA " + schema);
    return config(schema);
  }

  PostgresConfig config(String schema) {
    return new PostgresConfig(
        "127.0.0.1", server.getPort(), "postgres", schema, "postgres", "", Map.of());
  }

  void sql(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  Path data() {
    return data;
  }

  /**
   * As {@code pg_ctl stop -m immediate}: it does not say goodbye and recovers at its next start.
   */
  void kill() throws IOException, InterruptedException {
    ProcessHandle process = process().orElseThrow();
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    server.close();
  }

  /** Absent: it ended by itself. */
  Optional<ProcessHandle> process() throws IOException {
    Path file = data.resolve("postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()))
        : Optional.empty();
  }

  /** Starts again what was killed, at the same port. */
  void start(Map<String, String> settings) throws IOException {
    server = run(server.getPort(), settings);
  }

  @Override
  public void close() {
    try {
      server.close();
      try (var files = Files.walk(data)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
