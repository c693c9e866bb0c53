package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where words are kept, and that a search does not read what it need not. */
abstract class WordBlocksTest {

  private static final int SIZE = WordBlocks.SIZE;

  @TempDir Path folder;
  final TestStore database;

  WordBlocksTest(TestStore database) {
    this.database = database;
  }

  private static void put(Fixture gate, int from, int count) {
    gate.write(
        tx -> {
          for (int n = from; n < from + count; n++) {
            tx.put(Fixture.crossing(n, 1, false, "51C" + n, "D" + n));
          }
        });
  }

  private static void commits(Fixture gate, int count) {
    for (int i = 0; i < count; i++) {
      gate.write(tx -> tx.put("k", "i", Fixture.body("n", 1)));
    }
  }

  private long number(String sql) {
    return database.number(folder, sql);
  }

  @Test
  void theOldestCrossingsMakeABlockWhenThereAreEnough() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      put(gate, 0, WordBlocks.ENOUGH - 1);
      commits(gate, 3 * WordBlocks.PATIENCE);
      assertThat(number("SELECT COUNT(*) FROM crossing_words")).isZero();
      put(gate, 5_000, 1);
      commits(gate, 2 * WordBlocks.PATIENCE);
      assertThat(number("SELECT COUNT(*) FROM crossing_words")).isEqualTo(1);
      assertThat(
              number(
                  "SELECT COUNT(*) FROM crossing c, crossing_words w WHERE c.opened_at <= w.last_at"))
          .isEqualTo(SIZE);
    }
  }

  @Test
  void aStoreThatIsOpenedHasAllBlocksThatItCanHave() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      put(gate, 0, 3 * SIZE);
    }
    database.sql(folder, "DELETE FROM crossing_words");
    try (Fixture gate = new Fixture(database.open(folder))) {
      assertThat(number("SELECT COUNT(*) FROM crossing_words")).isEqualTo(2);
      assertThat(gate.journal.read(view -> view.find(CrossingQuery.text("51C7", 999))).join())
          .hasSize(111);
    }
  }

  @Test
  void aCrossingThatChangesTakesTheWordsOfItsBlockAwayAndTheyComeAgain() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      put(gate, 0, 4 * SIZE);
      commits(gate, 4 * WordBlocks.PATIENCE);
      assertThat(number("SELECT COUNT(*) FROM crossing_words WHERE whole = 1")).isEqualTo(3);
      gate.write(tx -> tx.put(Fixture.crossing(SIZE + 7, 2, false, "NEW", "D")));
      assertThat(number("SELECT COUNT(*) FROM crossing_words WHERE whole = 1 AND plates <> ''"))
          .isEqualTo(2);
      assertThat(number("SELECT COUNT(*) FROM crossing_words WHERE whole = 0 AND plates = ''"))
          .isEqualTo(1);
      assertThat(gate.journal.read(view -> view.find(CrossingQuery.text("new", 9))).join())
          .hasSize(1);
      commits(gate, WordBlocks.PATIENCE);
      assertThat(number("SELECT COUNT(*) FROM crossing_words WHERE whole = 1")).isEqualTo(3);
      assertThat(gate.journal.read(view -> view.find(CrossingQuery.text("new", 9))).join())
          .hasSize(1);
    }
  }

  @Test
  void aCrossingThatBeganBeforeOthersThatAreInABlockIsFound() {
    try (Fixture gate = new Fixture(database.open(folder))) {
      put(gate, 100, 3 * SIZE);
      commits(gate, 2 * WordBlocks.PATIENCE);
      put(gate, 0, 1);
      assertThat(gate.journal.read(view -> view.find(CrossingQuery.text("51c0", 9))).join())
          .hasSize(1);
      commits(gate, WordBlocks.PATIENCE);
      assertThat(gate.journal.read(view -> view.find(CrossingQuery.text("51c0", 9))).join())
          .hasSize(1);
      assertThat(number("SELECT COUNT(*) FROM crossing_words WHERE whole = 0")).isZero();
    }
  }

  @Test
  void crossingsOfTheFirstTablesAreFoundAfterTheUpdate() throws SQLException {
    int stored = 3 * SIZE;
    try (Dialect dialect = database.dialect(folder, List.of());
        Connection old = dialect.openWriter();
        Statement statement = old.createStatement()) {
      statement.executeUpdate("CREATE TABLE schema (version INTEGER NOT NULL)");
      statement.executeUpdate("INSERT INTO schema (version) VALUES (1)");
      for (String sql : Schema.statements(1, dialect)) {
        statement.executeUpdate(sql);
      }
      try (PreparedStatement insert =
          old.prepareStatement(
              "INSERT INTO crossing VALUES (?, ?, 'EXIT', 'L1', 'f', '1', 'DONE', 's', '', ?, ?, 0,"
                  + " ?, ?, NULL, 1, ?)")) {
        for (int n = 0; n < stored; n++) {
          insert.setBytes(1, SqlRows.bytes(Fixture.crossing(n, 1).id()));
          insert.setString(2, "HN-" + n);
          insert.setString(3, "桂A" + n);
          insert.setString(4, "Hữu Nghị/" + n);
          insert.setLong(5, n);
          insert.setLong(6, n);
          String facts = "{\"facts\":{\"container\":\"CSQU%d\",\"trailerPlate\":\"51R-%d\"}}";
          insert.setBytes(
              7, facts.formatted(n, n).getBytes(java.nio.charset.StandardCharsets.UTF_8));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      old.commit();
    }
    try (Fixture gate = new Fixture(database.open(folder))) {
      for (String text : List.of("桂a1234", "csqu 1234", "51r1234", "huu nghi 1234", "HN-1234")) {
        assertThat(gate.journal.read(view -> view.find(CrossingQuery.text(text, 9))).join())
            .as(text)
            .extracting(CrossingRow::name)
            .containsExactly("HN-1234");
      }
      assertThat(number("SELECT version FROM schema")).isEqualTo(2);
      assertThat(number("SELECT COUNT(*) FROM crossing_words WHERE whole = 1")).isEqualTo(2);
      gate.write(
          tx -> {
            CrossingRow before = tx.crossing(Fixture.crossing(5, 1).id()).orElseThrow();
            tx.put(Fixture.crossing(5, before.version() + 1));
          });
    }
  }

  /** The plans for a page and for each statement of a search: in the order of an index. */
  @ParameterizedTest
  @ValueSource(strings = {"page", "lines", "ascending", "after", "count", "blocks", "of"})
  void everyStatementOfASearchGoesAlongAnIndex(String which) throws SQLException {
    try (Fixture gate = new Fixture(database.open(folder))) {
      put(gate, 0, 3 * SIZE);
    }
    try (Dialect dialect = database.dialect(folder, List.of());
        Connection reader = dialect.openReader()) {
      String sql =
          switch (which) {
            case "page" -> Sql.CROSSINGS_BEFORE;
            case "lines" -> Sql.WORD_LINES;
            case "ascending" -> Sql.WORD_LINES_ASCENDING;
            case "after" -> Sql.CROSSINGS_AFTER;
            case "count" -> Sql.COUNT_BEHIND;
            case "blocks" -> new WordSearch(CrossingQuery.text("12345", 50), dialect).sql();
            default -> Sql.WORDS_OF;
          };
      String plan = plan(reader, sql);
      assertThat(plan)
          .containsAnyOf("crossing_opened_at", "crossing_words_pkey", "autoindex_crossing_words_1")
          .doesNotContain("TEMP B-TREE", "SCAN crossing", "Seq Scan", "Sort", "Bitmap");
    }
  }

  private String plan(Connection reader, String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    if (database == TestStore.POSTGRES) { // which reads a small table as a whole
      try (Statement setting = reader.createStatement()) {
        setting.execute("SET enable_seqscan = off; SET enable_bitmapscan = off");
      }
    }
    String explain = database == TestStore.SQLITE ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
    try (PreparedStatement s = reader.prepareStatement(explain + sql)) {
      for (int i = 1; i <= s.getParameterMetaData().getParameterCount(); i++) {
        bind(s, i, sql);
      }
      try (ResultSet row = s.executeQuery()) {
        while (row.next()) {
          plan.append(row.getString(database == TestStore.SQLITE ? 4 : 1)).append('\n');
        }
      }
    }
    return plan.toString();
  }

  /** Each parameter by the column before it: times, ids, a limit, parts. */
  private static void bind(PreparedStatement s, int index, String sql) throws SQLException {
    String before = sql.split("\\?", -1)[index - 1];
    if (before.endsWith("(")) {
      s.setLong(index, Micros.of(Fixture.START));
    } else if (before.endsWith("opened_at < ")) {
      s.setLong(index, Micros.of(Fixture.START.plusSeconds(9)));
    } else if (before.endsWith("LIMIT ")) {
      s.setInt(index, 50);
    } else if (before.contains("instr(") || before.contains("strpos(")) {
      s.setString(index, "12345");
    } else {
      s.setBytes(index, SqlRows.bytes(Fixture.crossing(9, 1).id()));
    }
  }

  @Test
  void partsOfStatesAreAsLongAsCanBe() {
    assertThat(WordSearch.states("done", "person", "l1")).containsExactly("\ndone person l1\n");
    assertThat(WordSearch.states("done", "", "l1")).containsExactly("\ndone ", " l1\n");
    assertThat(WordSearch.states("", "person", "")).containsExactly(" person ");
    assertThat(WordSearch.states("", "", "")).isEmpty();
    assertThat(Words.ofStored("a|b|c|d").stored()).isEqualTo("a|b|c|d");
    assertThat(Optional.of(Words.ofStored(""))).hasValue(new Words("", "", "", ""));
  }
}
