package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.JDBC;

class SqliteTest {

  @TempDir Path folder;

  @Test
  void theConnectionThatWritesSyncsEachCommit() throws SQLException {
    Watched dialect = new Watched(Fixture.dialect(folder, List.of()));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      append(gate, "First", 10);
      Connection live = dialect.writers.get(dialect.writers.size() - 1);
      assertThat(live.isClosed()).isFalse();
      assertThat(Sqlite.pragma(live, "journal_mode")).isEqualTo("wal");
      assertThat(Sqlite.pragma(live, "synchronous")).isEqualTo("2");
      assertThat(Sqlite.pragma(live, "fullfsync")).isEqualTo("1");
      assertThat(Sqlite.pragma(live, "foreign_keys")).isEqualTo("1");
      assertThat(Sqlite.pragma(live, "secure_delete")).isEqualTo("1");
      assertThat(Sqlite.pragma(live, "busy_timeout")).isEqualTo("20");
      assertThat(live.getAutoCommit()).isFalse();
      assertThat(dialect.durability(live))
          .contains("journal_mode=wal", "synchronous=2", "fullfsync=1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRAGMA synchronous = NORMAL",
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA journal_mode = MEMORY"
      })
  void refusesToStartWhenACommitWouldNotBeDurable(String pragma) {
    assertThatThrownBy(() -> Fixture.sqlite(folder, List.of(pragma)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would lose what it acknowledged");
    // The folder is not left locked by the one that did not start.
    Fixture.sqlite(folder).close();
  }

  @Test
  void syncsTheFolderBeforeTheFirstCommit() throws IOException {
    List<Path> synced = new ArrayList<>();
    FileSync sync =
        new FileSync() {
          @Override
          public void file(Path file) {}

          @Override
          public void directory(Path directory) {
            synced.add(directory);
          }
        };
    SqlStore.open(Sqlite.lock(folder.resolve("journal.db"), sync)).close();
    assertThat(synced).containsExactly(folder);
  }

  @Test
  void oneWriterAtATime() {
    SqlStore first = Fixture.sqlite(folder);
    assertThatThrownBy(() -> Fixture.sqlite(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    first.close();
    Fixture.sqlite(folder).close();
  }

  @Test
  void tablesOfANewerVersionAreRefusedAndLeftAlone() throws SQLException {
    Fixture.sqlite(folder).close();
    sql("UPDATE schema SET version = 7");
    assertThatThrownBy(() -> Fixture.sqlite(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("newer version (tables of version 7; this program knows up to 1)");
    sql("UPDATE schema SET version = 1");
    Fixture.sqlite(folder).close();
  }

  @Test
  void aTableFileIsPlainSqlForAnyDialect() {
    Sqlite dialect = Fixture.dialect(folder, List.of());
    List<String> statements = Schema.statements(Schema.VERSION, dialect);
    assertThat(statements).hasSize(16).allMatch(sql -> sql.startsWith("CREATE "));
    assertThat(String.join("", statements)).doesNotContain("$", "--", "AUTOINCREMENT", "ROWID");
    dialect.close();
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    try (Fixture gate = new Fixture(Fixture.sqlite(folder))) {
      append(gate, "First", 10);
    }
    try (Fixture gate = new Fixture(Fixture.sqlite(folder))) {
      assertThat(gate.store.lastAt()).isEqualTo(Fixture.START);
      gate.now = Instant.EPOCH;
      append(gate, "Second", 10);
      List<Entry> records = gate.journal.read(view -> view.records("gate")).join();
      assertThat(records).extracting(Entry::type).containsExactly("First", "Second");
      assertThat(records).extracting(Entry::seq).containsExactly(1L, 2L);
      assertThat(records).extracting(Entry::at).containsOnly(Fixture.START);
    }
  }

  @Test
  void readersSeeOnlyWhatIsCommittedAndCannotWrite() throws SQLException {
    Sqlite dialect = Fixture.dialect(folder, List.of());
    try (SqlStore store = SqlStore.open(dialect);
        Connection reader = dialect.openReader();
        Statement statement = reader.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM record"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("readonly");
      assertThat(store.<Integer>read(rows -> rows.records("gate").size())).isZero();
    }
  }

  @Test
  void nothingHoldsAnOldMomentOnceItWasAnswered() throws SQLException {
    Watched dialect = new Watched(Fixture.dialect(folder, List.of()));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      append(gate, "First", 10);
      gate.<Integer>done(tx -> tx.records("gate").size());
      assertThat(isLogEmptied()).as("after a work without writes").isTrue();
      for (int i = 0; i < 5; i++) {
        gate.journal.read(view -> view.records("gate")).join();
      }
      assertThat(isLogEmptied()).as("after questions").isTrue();
      assertThat(dialect.readers).as("connections are used again").isEqualTo(1);
      gate.store.probe();
      assertThat(isLogEmptied()).as("after a probe").isTrue();
      try (Connection other = other();
          Statement statement = other.createStatement();
          ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM probe")) {
        assertThat(row.getInt(1)).isZero();
      }
    }
  }

  /** Whether the write-ahead log can be moved into the file whole: nobody reads an older moment. */
  private boolean isLogEmptied() throws SQLException {
    try (Connection other = other();
        Statement statement = other.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      return row.getInt(1) == 0;
    }
  }

  @Test
  void aFullDiskStopsTheJournalUntilThereIsRoom() throws Exception {
    List<String> pragmas = new ArrayList<>(List.of("PRAGMA max_page_count = 200"));
    try (Fixture gate = new Fixture(Fixture.sqlite(folder, pragmas))) {
      int acknowledged = 0;
      CompletableFuture<Void> last = submit(gate, "Filling", 50_000);
      while (!last.isCompletedExceptionally()) {
        assertThat(++acknowledged).as("the disk never fills").isLessThan(100);
        last = submit(gate, "Filling", 50_000);
      }
      assertThat(failure(last))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessageContaining("is full");
      assertThat(gate.journal.status().writable()).isFalse();
      gate.timePasses();
      assertThat(gate.journal.status().cause()).contains("is full");
      assertThat(gate.journal.read(view -> view.records("gate")).join())
          .as("questions are answered all the same")
          .hasSize(acknowledged);

      pragmas.set(0, "PRAGMA max_page_count = 100000");
      gate.timePasses();
      assertThat(gate.journal.status().writable()).isTrue();
      append(gate, "After", 50_000);
      assertThat(gate.journal.read(view -> view.records("gate")).join()).hasSize(acknowledged + 1);
    }
    assertThat(new RecordsCheck(folder).faults).isEmpty();
  }

  @Test
  void aFileThatBecameReadOnlyStopsTheJournalUntilItIsWritable() {
    List<String> pragmas = new ArrayList<>();
    Watched dialect = new Watched(Fixture.dialect(folder, pragmas));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      dialect.onWriter("PRAGMA query_only = ON");
      pragmas.add("PRAGMA query_only = ON");
      assertThat(failure(submit(gate, "Refused", 1))).hasMessageContaining("is read-only");
      gate.timePasses();
      assertThat(gate.journal.status().writable()).isFalse();
      pragmas.clear();
      gate.timePasses();
      append(gate, "After", 1);
    }
  }

  @Test
  void aLockOfAnotherProgramStopsTheJournalUntilItIsGone() throws SQLException {
    try (Fixture gate = new Fixture(Fixture.sqlite(folder))) {
      try (Connection other = other();
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThat(failure(submit(gate, "Refused", 1))).hasMessageContaining("is locked by");
        gate.timePasses();
        assertThat(gate.journal.status().writable()).isFalse();
        statement.execute("ROLLBACK");
      }
      gate.timePasses();
      append(gate, "After", 1);
      assertThat(gate.journal.read(view -> view.records("gate")).join()).hasSize(1);
    }
  }

  @Test
  void aFailedCommitLeavesNothingOfItsBatch() throws SQLException {
    try (Fixture gate = new Fixture(Fixture.sqlite(folder))) {
      append(gate, "First", 1);
      sql(
          "CREATE TRIGGER bad BEFORE INSERT ON record WHEN new.type = 'Bad'"
              + " BEGIN SELECT RAISE(ABORT, 'bad'); END");
      CompletableFuture<Void> good = gate.journal.submit(tx -> note(tx, "Good"));
      CompletableFuture<Void> bad = gate.journal.submit(tx -> note(tx, "Bad"));
      CompletableFuture<Void> last = gate.journal.submit(tx -> note(tx, "Last"));
      gate.settle();
      assertThat(good).isCompleted();
      assertThat(last).isCompleted();
      assertThat(failure(bad)).isInstanceOf(JournalUnavailable.class).hasMessageContaining("bad");
      assertThat(gate.journal.read(view -> view.records("gate")).join())
          .extracting(Entry::type)
          .containsExactly("First", "Good", "Last");
      assertThat(gate.journal.read(view -> view.items("note")).join()).hasSize(2);
    }
  }

  @Test
  void tellsWhatOnlyOneWorkCausesFromWhatTheOperatorMustMend() {
    Sqlite dialect = Fixture.dialect(folder, List.of());
    for (int code : new int[] {13, 8, 5, 6, 14, 10, 1034, 11, 26, 7, 517}) {
      assertThat(dialect.failure(new SQLException("x", "", code)))
          .as("code " + code)
          .isInstanceOf(StoreUnavailable.class);
    }
    for (int code : new int[] {19, 1555, 18, 20, 1}) {
      assertThat(dialect.failure(new SQLException("x", "", code)))
          .as("code " + code)
          .isInstanceOf(StoreRejected.class);
    }
    dialect.close();
  }

  private static Void note(org.amitygate.core.journal.Transaction tx, String type) {
    tx.append("gate", type, body("n", 1));
    tx.put("note", type, body("n", 1));
    return null;
  }

  private static void append(Fixture gate, String type, int bytes) {
    assertThat(submit(gate, type, bytes)).isCompleted();
  }

  private static CompletableFuture<Void> submit(Fixture gate, String type, int bytes) {
    CompletableFuture<Void> done =
        gate.journal.submit(
            tx -> {
              tx.append("gate", type, Json.object().put("text", "x".repeat(bytes)));
              return null;
            });
    gate.settle();
    return done;
  }

  private Connection other() throws SQLException {
    return JDBC.createConnection(JDBC.PREFIX + folder.resolve("journal.db"), new Properties());
  }

  private void sql(String sql) throws SQLException {
    try (Connection db = other();
        Statement statement = db.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** Lets the test see the connections that write. */
  private static final class Watched implements Dialect {
    private final Dialect real;
    final List<Connection> writers = new ArrayList<>();
    int readers;

    Watched(Dialect real) {
      this.real = real;
    }

    void onWriter(String sql) {
      try (Statement statement = writers.get(writers.size() - 1).createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Connection openWriter() throws SQLException {
      Connection writer = real.openWriter();
      writers.add(writer);
      return writer;
    }

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public String position() {
      return real.position();
    }

    @Override
    public String blob() {
      return real.blob();
    }

    @Override
    public Connection openReader() throws SQLException {
      readers++;
      return real.openReader();
    }

    @Override
    public String durability(Connection writer) throws SQLException {
      return real.durability(writer);
    }

    @Override
    public RuntimeException failure(SQLException e) {
      return real.failure(e);
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
