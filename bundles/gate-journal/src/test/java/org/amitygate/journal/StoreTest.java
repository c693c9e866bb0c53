package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal.WorkRejected;
import org.amitygate.core.journal.Transaction;
import org.amitygate.journal.SqlWrite.Ends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both databases must do alike. */
abstract class StoreTest {

  @TempDir Path folder;
  final TestStore database;

  StoreTest(TestStore database) {
    this.database = database;
  }

  @Test
  void oneWriterAtATime() {
    SqlStore first = database.open(folder);
    assertThatThrownBy(() -> database.open(folder))
        .hasMessageContaining("is in use by")
        .hasMessageContaining("process " + ProcessHandle.current().pid())
        .hasMessageContaining("one gate at a time writes a journal");
    first.close();
    database.open(folder).close();
  }

  @Test
  void tablesOfANewerVersionAreRefusedAndLeftAlone() {
    database.open(folder).close();
    database.sql(folder, "UPDATE schema SET version = 7");
    assertThatThrownBy(() -> database.open(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("newer version (tables of version 7; this program knows up to 2)");
    assertThat(database.sql(folder, "UPDATE schema SET version = 2 WHERE version = 7"))
        .isEqualTo(1);
    database.open(folder).close();
  }

  @Test
  void aTableFileIsPlainSqlForAnyDialect() {
    try (Dialect dialect = database.dialect(folder, List.of())) {
      List<String> first = Schema.statements(1, dialect);
      assertThat(first).hasSize(16).allMatch(sql -> sql.startsWith("CREATE "));
      List<String> second = Schema.statements(2, dialect);
      assertThat(second).allMatch(sql -> sql.matches("(?s)(CREATE|DROP|ALTER) .*"));
      assertThat(String.join("", first) + String.join("", second))
          .doesNotContain("$", "--", "AUTOINCREMENT", "ROWID");
    }
  }

  @Test
  void whatWasWrittenIsThereAfterReopening() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      append(gate, "First");
    }
    try (Fixture gate = new Fixture(database.open(folder))) {
      assertThat(gate.store.lastAt()).isEqualTo(Fixture.START);
      gate.now = Instant.EPOCH;
      append(gate, "Second");
      List<Entry> records = records(gate);
      assertThat(records).extracting(Entry::type).containsExactly("First", "Second");
      assertThat(records).extracting(Entry::seq).containsExactly(1L, 2L);
      assertThat(records).extracting(Entry::at).containsOnly(Fixture.START);
    }
  }

  @Test
  void afterReopeningNothingStoredIsTakenForNew() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      gate.write(tx -> begin(tx, 5));
      gate.write(tx -> begin(tx, 9));
    }
    try (Fixture gate = new Fixture(database.open(folder))) {
      gate.now = Fixture.START.plusSeconds(1); // its ids are made of it
      for (int number : List.of(9, 5)) {
        assertThat(failure(submitBegin(gate, number))).hasMessageContaining("is at version 1");
      }
      for (int number : List.of(7, 12, 10, 13)) {
        assertThat(submitBegin(gate, number)).isCompleted();
        gate.write(tx -> tx.append(stream(number), "Again", body("n", 2)));
      }
      for (int number : List.of(5, 9, 7, 12, 10, 13)) {
        gate.write(tx -> tx.append(stream(number), "Last", body("n", 3)));
        assertThat(gate.journal.read(view -> view.records(stream(number))).join())
            .hasSize(number == 5 || number == 9 ? 2 : 3);
      }
    }
    assertThat(check().faults).isEmpty();
  }

  private static void begin(Transaction tx, int number) {
    tx.put(Fixture.crossing(number, 1));
    tx.append(stream(number), "CrossingBegun", body("n", 1));
  }

  private static CompletableFuture<Void> submitBegin(Fixture gate, int number) {
    CompletableFuture<Void> done =
        gate.journal.submit(
            tx -> {
              begin(tx, number);
              return null;
            });
    gate.settle();
    return done;
  }

  private static String stream(int number) {
    return "crossing:" + Fixture.crossing(number, 1).id();
  }

  private RecordsCheck check() {
    try {
      return database.check(folder);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readersSeeOnlyWhatIsCommittedAndCannotWrite() throws SQLException {
    Dialect dialect = database.dialect(folder, List.of());
    try (SqlStore store = SqlStore.open(dialect);
        Connection reader = dialect.openReader();
        Statement statement = reader.createStatement()) {
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM record"))
          .isInstanceOf(SQLException.class)
          .message()
          .containsPattern("read-?only");
      assertThat(store.<Integer>read(rows -> rows.records("gate").size())).isZero();
    }
  }

  @Test
  void aQuestionSeesOneMoment() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      append(gate, "First");
      List<Integer> seen =
          gate.store.read(
              rows -> {
                int before = rows.records("gate").size();
                append(gate, "Second");
                return List.of(before, rows.records("gate").size());
              });
      assertThat(seen).containsExactly(1, 1);
      assertThat(records(gate)).hasSize(2);
    }
  }

  @Test
  void aFailedCommitLeavesNothingOfItsBatch() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      append(gate, "First");
      refuseRecords(
          "new.type = 'Bad'", database == TestStore.SQLITE ? "" : "P0001", "bad on purpose");
      CompletableFuture<Void> good = gate.journal.submit(tx -> note(tx, "Good"));
      CompletableFuture<Void> bad = gate.journal.submit(tx -> note(tx, "Bad"));
      CompletableFuture<Void> last = gate.journal.submit(tx -> note(tx, "Last"));
      gate.settle();
      assertThat(good).isCompleted();
      assertThat(last).isCompleted();
      assertThat(failure(bad)).isInstanceOf(WorkRejected.class).hasMessageContaining("bad");
      assertThat(gate.journal.status().writable()).isTrue();
      assertThat(records(gate)).extracting(Entry::type).containsExactly("First", "Good", "Last");
      assertThat(gate.journal.read(view -> view.items("note")).join()).hasSize(2);
    }
  }

  @Test
  void aCommitThatEndsByADefectIsAskedAfter() {
    WatchedDialect dialect = new WatchedDialect(database.dialect(folder, List.of()));
    try (Fixture gate = new Fixture(SqlStore.open(dialect))) {
      append(gate, "First");
      dialect.afterCommit =
          () -> {
            dialect.afterCommit = () -> {};
            throw new IllegalStateException("a defect of the driver");
          };
      CompletableFuture<Void> asked = submit(gate, "Asked");
      assertThat(asked).as("nobody knows").isNotDone();
      assertThat(gate.journal.status().cause())
          .contains("failed in a commit", "a defect of the driver");
      gate.timePasses();
      assertThat(asked).isCompleted();
      assertThat(gate.journal.status().writable()).isTrue();
      append(gate, "After");
      assertThat(records(gate)).extracting(Entry::type).containsExactly("First", "Asked", "After");
    }
    assertThat(check().faults).isEmpty();
  }

  private void refuseRecords(String when, String state, String message) {
    if (database == TestStore.SQLITE) {
      database.sql(
          folder,
          "CREATE TRIGGER refuse BEFORE INSERT ON record WHEN %s BEGIN SELECT RAISE(ABORT, '%s'); END"
              .formatted(when, message));
    } else {
      database.sql(
          folder,
          "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%s' USING ERRCODE = '%s'; END $$"
              .formatted(message, state));
      database.sql(
          folder,
          "CREATE TRIGGER refuse BEFORE INSERT ON record FOR EACH ROW WHEN (%s) EXECUTE FUNCTION refuse()"
              .formatted(when));
    }
  }

  @Test
  void aLockOfAnotherProgramStopsTheJournalUntilItIsGone() throws SQLException {
    try (Fixture gate = new Fixture(database.open(folder))) {
      try (Connection other = database.look(folder);
          Statement statement = other.createStatement()) {
        if (database == TestStore.SQLITE) {
          statement.execute("BEGIN IMMEDIATE");
        } else {
          statement.execute("BEGIN; LOCK TABLE record IN EXCLUSIVE MODE");
        }
        assertThat(failure(submit(gate, "Refused"))).hasMessageContaining("is locked by");
        gate.timePasses();
        // A probe may get through where a record does not: then the next work says so.
        submit(gate, "Refused");
        assertThat(gate.journal.status().cause()).contains("is locked by");
        statement.execute("ROLLBACK");
      }
      gate.timePasses();
      append(gate, "After");
      assertThat(records(gate)).hasSize(1);
    }
  }

  @Test
  void aGateThatWasOvertakenWritesNoMore() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      append(gate, "First");
      database.sql(
          folder,
          "INSERT INTO record SELECT position + 1, stream, seq + 1, %s, at, type, v, body, personal, personal_digest, previous, hash FROM record"
              .formatted(database.bytes("00".repeat(16))));
      assertThatThrownBy(gate.store::probe)
          .hasMessageContaining("is not as this gate left it: another gate wrote to it")
          .hasMessageContaining("restart this one");
      assertThatThrownBy(gate.store::rows).hasMessageContaining("is not as this gate left it");
    }
  }

  @Test
  void tablesThatWereSetBackAreNotWrittenAndWhatTheyLackIsTold() {
    SqlStore store = database.open(folder);
    List<Ends> told = new ArrayList<>();
    store.onSetBack(told::add);
    try (Fixture gate = new Fixture(store)) {
      append(gate, "First");
      append(gate, "Second");
      Ends reached = store.ends();
      assertThat(reached.position()).isEqualTo(2);
      database.sql(folder, "DELETE FROM record WHERE seq = 2");
      assertThatThrownBy(store::probe)
          .hasMessageContaining("lacks records that this gate has written")
          .hasMessageContaining("bring the newer one back")
          .message()
          .doesNotContain("restart");
      assertThat(told).containsExactly(reached);
    }
  }

  @Test
  void textOfAnyKindIsKeptOrRefusedAlike() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      for (String text :
          List.of("", "'; DROP TABLE item", "Đường 粤B 🚚", "a\\b\"", "x".repeat(1_999))) {
        gate.write(
            tx -> {
              tx.put("k", text, body("n", 1));
              tx.append("s" + text, "Seen", body("n", 1));
            });
        assertThat(gate.<Boolean>done(tx -> tx.item("k", text).isPresent())).isTrue();
        assertThat(gate.journal.read(view -> view.item("k", text)).join()).isPresent();
        assertThat(gate.journal.read(view -> view.records("s" + text)).join()).hasSize(1);
      }
      for (String text : List.of("a\u0000b", "x".repeat(2_001))) {
        CompletableFuture<Object> refused =
            gate.journal.submit(
                tx -> {
                  tx.put("k", text, body("n", 1));
                  return text;
                });
        gate.settle();
        assertThat(failure(refused)).isInstanceOf(IllegalArgumentException.class);
        assertThat(gate.<Boolean>done(tx -> tx.item("k", text).isPresent())).isFalse();
        assertThat(gate.journal.read(view -> view.item("k", text)).join()).isEmpty();
        assertThat(gate.journal.read(view -> view.openCrossingsCalled(text)).join()).isEmpty();
        assertThat(gate.journal.read(view -> view.records(text)).join()).isEmpty();
      }
      assertThat(gate.journal.status().writable()).isTrue();
    }
  }

  private static Void note(Transaction tx, String type) {
    tx.append("gate", type, body("n", 1));
    tx.put("note", type, body("n", 1));
    return null;
  }

  private static void append(Fixture gate, String type) {
    assertThat(submit(gate, type)).isCompleted();
  }

  private static CompletableFuture<Void> submit(Fixture gate, String type) {
    CompletableFuture<Void> done =
        gate.journal.submit(
            tx -> {
              tx.append("gate", type, body("n", 1));
              return null;
            });
    gate.settle();
    return done;
  }

  private static List<Entry> records(Fixture gate) {
    return gate.journal.read(view -> view.records("gate")).join();
  }
}
