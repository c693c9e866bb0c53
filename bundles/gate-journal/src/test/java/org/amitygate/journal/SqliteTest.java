package org.amitygate.journal;

import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteTest {

  @TempDir Path folder;

  @Test
  void theConnectionThatWritesSyncsEachCommit() throws SQLException {
    WatchedDialect dialect = new WatchedDialect(TestStore.SQLITE.dialect(folder, List.of()));
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
    assertThatThrownBy(() -> SqlStore.open(TestStore.SQLITE.dialect(folder, List.of(pragma))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would lose what it acknowledged");
    // The folder is not left locked by the one that did not start.
    TestStore.SQLITE.open(folder).close();
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
  void nothingHoldsAnOldMomentOnceItWasAnswered() throws SQLException {
    WatchedDialect dialect = new WatchedDialect(TestStore.SQLITE.dialect(folder, List.of()));
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
    try (Fixture gate = new Fixture(SqlStore.open(TestStore.SQLITE.dialect(folder, pragmas)))) {
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
    assertThat(TestStore.SQLITE.check(folder).faults).isEmpty();
  }

  @Test
  void aLogThatIsTakenAwayLosesNothing() throws Exception {
    try (Fixture gate = new Fixture(TestStore.SQLITE.open(folder))) {
      append(gate, "First", 10);
      assertThat(types(gate)).as("by somebody who has the log open").containsExactly("First");
      Files.delete(wal());
      CompletableFuture<Void> asked = submit(gate, "Asked", 10);
      assertThat(asked).as("it is in a file without a name").isNotDone();
      assertThat(gate.journal.status().cause()).contains(wal() + " was taken away");
      gate.timePasses();
      assertThat(asked).isCompleted();
      append(gate, "After", 10);
      assertThat(types(gate)).containsExactly("First", "Asked", "After");
      assertThat(typesAfterAKill()).containsExactly("First", "Asked", "After");
    }
    assertThat(TestStore.SQLITE.check(folder).faults).isEmpty();
  }

  @Test
  void aLogThatIsTakenAwayFromUnderAReaderIsNotLetGo() throws Exception {
    try (Fixture gate = new Fixture(TestStore.SQLITE.open(folder))) {
      Connection reader = takenAwayFromUnderAReader(gate);
      CompletableFuture<Void> asked = submit(gate, "Asked", 10);
      gate.timePasses();
      assertThat(asked).isNotDone();
      assertThat(gate.journal.status().cause()).contains("is still being read");
      reader.close();
      gate.timePasses();
      assertThat(asked).isCompleted();
      assertThat(typesAfterAKill()).containsExactly("First", "Second", "Asked");
    }
  }

  @Test
  void whatIsOnlyInALogWithoutANameIsInTheFileOnceTheJournalIsClosed() throws Exception {
    try (Fixture gate = new Fixture(TestStore.SQLITE.open(folder))) {
      Connection reader = takenAwayFromUnderAReader(gate);
      assertThat(submit(gate, "Asked", 10)).isNotDone();
      reader.close();
    }
    try (Fixture gate = new Fixture(TestStore.SQLITE.open(folder))) {
      assertThat(types(gate)).startsWith("First", "Second");
    }
  }

  @Test
  void aJournalThatCannotBringItIntoTheFileSaysSoWhenItIsClosed() throws Exception {
    Fixture gate = new Fixture(TestStore.SQLITE.open(folder));
    Connection reader = takenAwayFromUnderAReader(gate);
    submit(gate, "Asked", 10);
    assertThatThrownBy(gate::close)
        .hasMessageContaining("what was written last cannot be brought into")
        .hasRootCauseMessage(
            "an older state of " + folder.resolve("journal.db") + " is still being read");
    reader.close();
  }

  /**
   * Acknowledges "First" and "Second", and takes away the log that has them.
   *
   * @return somebody who reads the state between the two until it is closed
   */
  private Connection takenAwayFromUnderAReader(Fixture gate) throws Exception {
    append(gate, "First", 10);
    Connection reader = other();
    try (Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT COUNT(*) FROM record").close();
    }
    append(gate, "Second", 10);
    Files.delete(wal());
    return reader;
  }

  @Test
  void aFileThatIsMovedAwayGetsNothingAcknowledgedUntilItIsBack() throws Exception {
    Path file = folder.resolve("journal.db");
    Path elsewhere = folder.resolve("elsewhere.db");
    try (Fixture gate = new Fixture(TestStore.SQLITE.open(folder))) {
      append(gate, "First", 10);
      Files.move(file, elsewhere);
      CompletableFuture<Void> asked = submit(gate, "Asked", 10);
      gate.timePasses();
      assertThat(asked).isNotDone();
      assertThat(gate.journal.status().cause()).contains(file + " was taken away or replaced");
      assertThat(file).as("nothing is made in its place").doesNotExist();
      Files.copy(elsewhere, file);
      gate.timePasses();
      assertThat(asked).as("another file").isNotDone();
      Files.move(elsewhere, file, StandardCopyOption.REPLACE_EXISTING);
      gate.timePasses();
      assertThat(asked).isCompleted();
      append(gate, "After", 10);
      assertThat(typesAfterAKill()).containsExactly("First", "Asked", "After");
    }
  }

  private Path wal() {
    return folder.resolve("journal.db-wal");
  }

  private static List<String> types(Fixture gate) {
    return gate.journal.read(view -> view.records("gate")).join().stream()
        .map(Entry::type)
        .toList();
  }

  /** What the named files have, as they are now. */
  private List<String> typesAfterAKill() throws IOException {
    Path copy = Files.createTempDirectory(folder, "copy");
    for (String name : List.of("journal.db", "journal.db-wal")) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
    try (Fixture gate = new Fixture(TestStore.SQLITE.open(copy))) {
      return types(gate);
    }
  }

  @Test
  void aFileThatBecameReadOnlyStopsTheJournalUntilItIsWritable() {
    List<String> pragmas = new ArrayList<>();
    WatchedDialect dialect = new WatchedDialect(TestStore.SQLITE.dialect(folder, pragmas));
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
  void aCommitBehindAFailedReadSaysWhatFailed() {
    WatchedDialect dialect = new WatchedDialect(TestStore.SQLITE.dialect(folder, List.of()));
    SqlStore store = SqlStore.open(dialect);
    Rows rows = store.rows();
    dialect.onWriter("DROP TABLE outbox");
    assertThatThrownBy(rows::outbox).isInstanceOf(StoreUnavailable.class);
    assertThatThrownBy(() -> store.commit(new Changes()))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("failed while it was read (")
        .hasMessageContaining("no such table: outbox")
        .hasCauseInstanceOf(SQLException.class);
    assertThat(store.rows().outbox()).as("on a new connection").isEmpty();
    store.close();
  }

  @Test
  void tellsWhatOnlyOneWorkCausesFromWhatTheOperatorMustMend() {
    Dialect dialect = TestStore.SQLITE.dialect(folder, List.of());
    for (int code : new int[] {13, 8, 5, 6, 14, 10, 1034, 11, 26, 7, 517, 1}) {
      assertThat(dialect.failure(new SQLException("x", "", code)))
          .as("code " + code)
          .isInstanceOf(StoreUnavailable.class);
    }
    for (int code : new int[] {19, 1555, 18, 20}) {
      assertThat(dialect.failure(new SQLException("x", "", code)))
          .as("code " + code)
          .isInstanceOf(StoreRejected.class);
    }
    dialect.close();
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
    return TestStore.SQLITE.look(folder);
  }
}
