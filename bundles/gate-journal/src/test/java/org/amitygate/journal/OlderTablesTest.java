package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.CrossingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of the first version, with rows in each of them, are brought up to date. */
abstract class OlderTablesTest {

  private static final List<String> TABLES =
      List.of("record", "crossing", "item", "outbox", "outgoing_id", "seal");

  @TempDir Path folder;
  private final TestStore database;
  private Map<String, List<String>> before;

  OlderTablesTest(TestStore database) {
    this.database = database;
  }

  @BeforeEach
  void tablesOfTheFirstVersion() throws SQLException {
    try (Fixture gate = new Fixture(database.open(folder))) {
      gate.write(
          tx -> {
            tx.append("gate", "Seen", 1, body("n", 1), Optional.of(body("plate", 1)));
            tx.append("lane:L1", "Seen", body("n", 2));
            tx.put("k", "id", body("n", 3));
            tx.put(Fixture.crossing(1, 1));
            tx.enqueue(Fixture.outgoing("waits"));
            tx.enqueue(Fixture.outgoing("delivered"));
          });
      gate.write(tx -> tx.delivered("delivered"));
      CompletableFuture<Seal> sealed =
          gate.journal.seal(LocalDate.EPOCH, new ArchiveTest.DigestKey());
      gate.settle();
      sealed.join();
    }
    before = rows();
    assertThat(before.values()).allSatisfy(rows -> assertThat(rows).isNotEmpty());
    for (String sql : backToTheFirst()) {
      database.sql(folder, sql);
    }
  }

  private List<String> backToTheFirst() {
    List<String> all = new ArrayList<>();
    all.add("DROP TABLE crossing_words");
    all.add("ALTER TABLE crossing DROP COLUMN words");
    try (Dialect dialect = database.dialect(folder, List.of())) {
      List<String> first = Schema.statements(1, dialect);
      for (String later : Schema.statements(2, dialect)) {
        if (later.startsWith("DROP ")) {
          String dropped = later.replace("DROP", "CREATE") + " ";
          first.stream().filter(sql -> sql.startsWith(dropped)).forEach(all::add);
        }
      }
    }
    all.add("UPDATE schema SET version = 1");
    return all;
  }

  /** Of each table, in no order. */
  private Map<String, List<String>> rows() throws SQLException {
    Map<String, List<String>> all = new TreeMap<>();
    try (Connection db = database.look(folder);
        Statement statement = db.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
          List<String> rows = new ArrayList<>();
          while (row.next()) {
            rows.add(text(row));
          }
          rows.sort(null);
          all.put(table, rows);
        }
      }
    }
    return all;
  }

  private static String text(ResultSet row) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      Object value = row.getObject(i);
      text.append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
          .append('|');
    }
    return text.toString();
  }

  @Test
  void everyRowIsCarriedOver() throws Exception {
    database.open(folder).close();
    assertThat(rows()).isEqualTo(before);
    goesOn();
  }

  /** The disk is full in the middle, or the power fails: here a row that cannot be read. */
  @Test
  void anUpdateThatFailsLeavesTheTablesAsTheyWereAndIsTriedAgain() throws Exception {
    database.sql(folder, "UPDATE crossing SET body = " + database.bytes("7b"));
    assertThatThrownBy(() -> database.open(folder));
    assertThat(database.number(folder, "SELECT version FROM schema")).isEqualTo(1);
    byte[] body = Fixture.crossing(1, 1).body().json();
    database.sql(
        folder, "UPDATE crossing SET body = " + database.bytes(HexFormat.of().formatHex(body)));
    database.open(folder).close();
    assertThat(rows()).isEqualTo(before);
    goesOn();
  }

  private void goesOn() throws Exception {
    try (Fixture gate = new Fixture(database.open(folder))) {
      gate.write(tx -> tx.append("gate", "Seen", body("n", 4)));
      gate.write(tx -> tx.put(Fixture.crossing(1, 2)));
      assertThat(gate.journal.read(view -> view.find(CrossingQuery.text("51C1", 9))).join())
          .hasSize(1);
      CompletableFuture<Seal> sealed =
          gate.journal.seal(LocalDate.EPOCH.plusDays(1), new ArchiveTest.DigestKey());
      gate.settle();
      sealed.join();
    }
    assertThat(database.check(folder).faults).isEmpty();
  }
}
