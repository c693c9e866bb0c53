package org.amitygate.demo.run;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.amitygate.demo.site.Site;

/**
 * A real PostgreSQL for one run, which survives the gates: each has a schema of its own. It listens
 * on this machine only. Linux on x86-64.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration UP_WITHIN = Duration.ofSeconds(60);

  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * @param folder of the run
   * @param gates ids of the gates
   * @throws IOException it does not start
   */
  public static PostgresServer start(Path folder, int port, List<String> gates) throws IOException {
    // Deeper than ./gate down looks for pid files: that one is PostgreSQL's own.
    Path data = folder.resolve("postgres/server/data");
    Files.createDirectories(data.getParent());
    PostgresServer server =
        new PostgresServer(
            EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPort(port)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "40")
                .setOutputRedirector(
                    ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile()))
                .setErrorRedirector(
                    ProcessBuilder.Redirect.appendTo(folder.resolve("postgres.log").toFile()))
                .setPGStartupWait(UP_WITHIN)
                .start());
    List<String> pid = Files.readAllLines(data.resolve("postmaster.pid"));
    Site.pid(folder.resolve("postgres.pid"), Long.parseLong(pid.get(0).strip()));
    for (String gate : gates) {
      server.sql("CREATE SCHEMA " + schema(gate));
    }
    return server;
  }

  private void sql(String sql) throws IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IOException(sql + ": " + e.getMessage(), e);
    }
  }

  private static String schema(String gate) {
    return gate.replace('-', '_');
  }

  /** As {@code store} in the gate's configuration names its journal. */
  public String store(String gate) {
    return "postgresql://127.0.0.1:%d/postgres?user=postgres&sslmode=disable&schema=%s"
        .formatted(server.getPort(), schema(gate));
  }

  /** Where to read the gate's journal. */
  public String jdbc(String gate) {
    return tampering(gate) + "&readOnly=true";
  }

  /** Where to write into the gate's journal. */
  String tampering(String gate) {
    return "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&sslmode=disable&currentSchema=%s"
        .formatted(server.getPort(), schema(gate));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
