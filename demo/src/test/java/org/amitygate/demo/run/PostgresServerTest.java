package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.amitygate.demo.site.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals in one real PostgreSQL, each in its schema. */
@Tag("slow")
class PostgresServerTest {
  private static final String ID = "01890000-0000-7000-8000-000000000001";

  @Test
  void eachGateHasItsOwnJournalThere(@TempDir Path folder) throws Exception {
    try (Ports ports = new Ports(new SecureRandom());
        PostgresServer server =
            PostgresServer.start(folder, ports.next(), List.of("huu-nghi", "youyi-guan"));
        JournalReader here = new JournalReader("huu-nghi", server.jdbc("huu-nghi"));
        JournalReader there = new JournalReader("youyi-guan", server.jdbc("youyi-guan"))) {
      assertThat(server.store("huu-nghi"))
          .startsWith("postgresql://127.0.0.1:")
          .endsWith("/postgres?user=postgres&sslmode=disable&schema=huu_nghi");
      assertThat(here.count("GateStarted")).isZero();
      long before = here.version();
      write(server);
      assertThat(here.version()).isNotEqualTo(before);
      assertThat(here.count("GateStarted")).isEqualTo(1);
      assertThat(here.has(ID)).isTrue();
      assertThat(there.has(ID)).isFalse();
      assertThat(here.snapshot().records()).hasSize(1);
      assertThat(here.snapshot().records().get(0).body().path("v").asInt()).isEqualTo(1);
    }
  }

  private static void write(PostgresServer server) throws Exception {
    String url = server.jdbc("huu-nghi").replace("readOnly=true&", "");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE record (position bigint, stream text, seq bigint, id bytea, at bigint,"
              + " type text, body bytea, personal bytea)");
      statement.execute(
          "CREATE TABLE crossing (id bytea, name text, role text, lane text, state text, stage"
              + " text, reason text, plate text, declaration text, body bytea, opened_at bigint)");
      statement.execute("CREATE TABLE outbox (body bytea)");
      statement.execute(
          "INSERT INTO record VALUES (1, 'gate', 1, '\\x"
              + ID.replace("-", "")
              + "', 5, 'GateStarted', convert_to('{\"v\":1}', 'UTF8'), NULL)");
    }
  }
}
