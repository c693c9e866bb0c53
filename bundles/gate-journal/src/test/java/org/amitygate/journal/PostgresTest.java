package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.amitygate.journal.SeenKeys.keys;
import static org.amitygate.journal.SeenKeys.submit;
import static org.amitygate.journal.SeenKeys.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.amitygate.config.PostgresConfig;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is PostgreSQL's own, on the server that all tests share. */
class PostgresTest {

  private final PostgresServer server = PostgresServer.shared();
  private final PostgresConfig config = server.schema();

  private static Postgres dialect(PostgresConfig config, List<String> settings) {
    return new Postgres(
        () -> config, Postgres.ANSWER, Duration.ofMillis(200), () -> List.copyOf(settings));
  }

  private static SqlStore open(PostgresConfig config) {
    return SqlStore.open(dialect(config, List.of()));
  }

  @Test
  void theConnectionThatWritesSyncsEachCommit() throws SQLException {
    WatchedDialect dialect = new WatchedDialect(dialect(config, List.of()));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      append(gate, "First");
      Connection live = dialect.writers.get(dialect.writers.size() - 1);
      assertThat(dialect.durability(live))
          .startsWith("PostgreSQL 17.")
          .endsWith(", fsync=on, full_page_writes=on, synchronous_commit=on");
    }
  }

  @Test
  void theServerNoticesAWriterThatDiedWithoutAWord() throws SQLException {
    WatchedDialect dialect = new WatchedDialect(dialect(config, List.of()));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      append(gate, "First");
      Connection live = dialect.writers.get(dialect.writers.size() - 1);
      assertThat(shown(live, "tcp_keepalives_idle")).isEqualTo("10");
      assertThat(shown(live, "tcp_keepalives_interval")).isEqualTo("5");
      assertThat(shown(live, "tcp_keepalives_count")).isEqualTo("3");
    }
  }

  private static String shown(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void noConnectionWaitsForAnAnswerForEver() throws SQLException {
    int halfAMinute = 30_000;
    Postgres usual = new Postgres(() -> config);
    WatchedDialect dialect = new WatchedDialect(usual);
    try (Fixture gate = new Fixture(SqlStore.open(dialect));
        Connection reader = usual.openReader()) {
      append(gate, "First");
      Connection live = dialect.writers.get(dialect.writers.size() - 1);
      assertThat(live.getNetworkTimeout()).isEqualTo(halfAMinute);
      assertThat(reader.getNetworkTimeout()).isEqualTo(halfAMinute);
    }
  }

  @Test
  void howManyAreErasedTogetherMakesNoOtherStatement() throws SQLException {
    WatchedDialect dialect = new WatchedDialect(dialect(config, List.of()));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      erase(gate, 1);
      Connection live = dialect.writers.get(dialect.writers.size() - 1);
      for (int streams = 2; streams < 6; streams++) {
        erase(gate, streams);
      }
      assertThat(erasing(live)).isEqualTo(1);
    }
  }

  private static void erase(Fixture gate, int streams) {
    gate.write(
        tx -> {
          for (int n = 0; n < streams; n++) {
            tx.append("s" + n, "Seen", 1, body("n", 1), Optional.of(body("plate", 1)));
            ((WorkTransaction) tx).forget("s" + n, 1, 1);
          }
        });
  }

  private static long erasing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^\\s*WITH part'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "local", "remote_write"})
  void refusesToStartWhenACommitWouldNotBeDurable(String synchronous) {
    List<String> settings = List.of("SET synchronous_commit = " + synchronous);
    assertThatThrownBy(() -> SqlStore.open(dialect(config, settings)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would lose what it acknowledged")
        .hasMessageContaining("synchronous_commit is " + synchronous);
    open(config).close();
  }

  @Test
  void aReadOnlyDatabaseStopsTheJournalUntilItIsWritable() {
    List<String> settings = new ArrayList<>();
    WatchedDialect dialect = new WatchedDialect(dialect(config, settings));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      dialect.onWriter("SET default_transaction_read_only = on");
      settings.add("SET default_transaction_read_only = on");
      submit(gate, 1);
      gate.settle();
      assertThat(gate.journal.status().cause()).contains("is read-only: connect the gate to");
      gate.timePasses();
      assertThat(gate.journal.status().cause()).contains("is read-only: connect the gate to");
      settings.clear();
      gate.timePasses();
      write(gate, 2);
      assertThat(keys(gate)).containsExactly(2);
    }
  }

  @Test
  void saysWhatIsMissing() {
    server.sql(
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    server.sql("CREATE ROLE stranger LOGIN");
    assertThatThrownBy(() -> open(of("nowhere", "public", "postgres", config.port())))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("there is no such database: create it with CREATE DATABASE nowhere");
    assertThatThrownBy(() -> open(of("postgres", "nowhere", "postgres", config.port())))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("there is no such schema: create it with CREATE SCHEMA nowhere");
    assertThatThrownBy(() -> open(of("latin", "public", "postgres", config.port())))
        .hasMessageContaining("keeps text as LATIN1: create the database with ENCODING 'UTF8'");
    assertThatThrownBy(() -> open(of("postgres", config.schema(), "stranger", config.port())))
        .isInstanceOf(RuntimeException.class)
        .message()
        .containsAnyOf("user stranger may not write", "there is no such schema");
    assertThatThrownBy(() -> open(of("postgres", "public", "postgres", 1)))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("does not answer: see that it runs, and to the network");
  }

  @Test
  void aWrongPasswordIsSaidAndARightOneTakenWithoutARestart() throws Exception {
    server.sql("CREATE ROLE guarded LOGIN PASSWORD 'right' SUPERUSER");
    Path rules = server.data().resolve("pg_hba.conf");
    Files.writeString(
        rules, "host all guarded 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    server.sql("SELECT pg_reload_conf()");
    PostgresConfig wrong = guarded("wrong");
    await(() -> refuses(wrong));
    assertThatThrownBy(() -> open(wrong))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("does not let user guarded in: see to the password in the secret");

    AtomicReference<PostgresConfig> now = new AtomicReference<>(guarded("right"));
    try (Fixture gate =
        new Fixture(
            SqlStore.open(
                new Postgres(now::get, Postgres.ANSWER, Duration.ofMillis(200), List::of)))) {
      write(gate, 1);
      server.sql("ALTER ROLE guarded PASSWORD 'newer'");
      assertThatThrownBy(gate.store::probe).hasMessageContaining("does not let user guarded in");
      now.set(guarded("newer"));
      gate.store.probe();
      write(gate, 2);
    }
  }

  private PostgresConfig guarded(String password) {
    return new PostgresConfig(
        "127.0.0.1", config.port(), "postgres", config.schema(), "guarded", password, Map.of());
  }

  private static boolean refuses(PostgresConfig config) {
    try (Connection taken = dialect(config, List.of()).openReader()) {
      return taken == null;
    } catch (SQLException e) {
      return true;
    }
  }

  private static void await(BooleanSupplier condition) {
    Instant latest = Instant.now().plusSeconds(30);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waited too long").isBefore(latest);
    }
  }

  @Test
  void aFullDiskStopsTheJournalUntilThereIsRoom() {
    try (Fixture gate = new Fixture(open(config))) {
      write(gate, 1);
      String schema = config.schema();
      server.sql(
          "CREATE FUNCTION %s.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
              .formatted(schema));
      for (String table : List.of("record", "probe")) {
        server.sql(
            "CREATE TRIGGER no_room BEFORE INSERT ON %s.%s FOR EACH ROW EXECUTE FUNCTION %s.no_room()"
                .formatted(schema, table, schema));
      }
      CompletableFuture<Void> refused = submit(gate, 2);
      gate.settle();
      assertThat(failure(refused))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessageContaining("is full: make room on its machine");
      gate.timePasses();
      assertThat(gate.journal.status().cause()).contains("is full: make room on its machine");
      assertThat(keys(gate)).as("questions are answered all the same").containsExactly(1);

      server.sql("DROP FUNCTION %s.no_room() CASCADE".formatted(schema));
      gate.timePasses();
      write(gate, 3);
      assertThat(keys(gate)).containsExactly(1, 3);
    }
  }

  private static PostgresConfig of(String database, String schema, String user, int port) {
    return new PostgresConfig("127.0.0.1", port, database, schema, user, "", Map.of());
  }

  @Test
  void tellsWhatOnlyOneWorkCausesFromWhatTheOperatorMustMend() {
    Postgres dialect = dialect(config, List.of());
    for (String state :
        List.of("53100", "53200", "53300", "25006", "28P01", "3D000", "42501", "42P01", "55P03")) {
      assertThat(dialect.failure(new SQLException("x", state)))
          .as(state)
          .isInstanceOf(StoreUnavailable.class);
    }
    for (String state : List.of("57P01", "57P03", "58030", "08006", "08001", "XX001", "40001")) {
      assertThat(dialect.failure(new SQLException("x", state)))
          .as(state)
          .isInstanceOf(StoreUnavailable.class);
    }
    for (String state : List.of("22021", "23505", "54000", "P0001")) {
      assertThat(dialect.failure(new SQLException("x", state)))
          .as(state)
          .isInstanceOf(StoreRejected.class);
    }
    assertThat(dialect.isUndecided(new SQLException("connection reset", "08006"))).isTrue();
  }

  @Test
  void nothingHoldsAnOldMomentOnceItWasAnswered() throws SQLException {
    server.sql("CREATE DATABASE moments");
    PostgresConfig alone = of("moments", "public", "postgres", config.port());
    try (Fixture gate = new Fixture(open(alone))) {
      write(gate, 1);
      gate.<Integer>done(tx -> tx.records("gate").size());
      for (int i = 0; i < 5; i++) {
        assertThat(keys(gate)).containsExactly(1);
      }
      gate.store.probe();
      try (Connection look = dialect(alone, List.of()).openReader();
          Statement statement = look.createStatement();
          var row =
              statement.executeQuery(
                  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'")) {
        row.next();
        assertThat(row.getInt(1)).isZero();
      }
    }
  }

  private static void append(Fixture gate, String type) {
    gate.write(tx -> tx.append("gate", type, body("n", 1)));
  }
}
