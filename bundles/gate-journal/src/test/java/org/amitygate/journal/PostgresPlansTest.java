package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.config.PostgresConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A plan is made once, mostly while the tables are empty, and kept: it must not read a whole table
 * for a few rows, however cheap that looks on the first day.
 */
class PostgresPlansTest {

  private final PostgresConfig config = PostgresServer.shared().schema();
  private final Postgres dialect =
      new Postgres(() -> config, Postgres.ANSWER, Duration.ofMillis(200), List::of);

  @ParameterizedTest
  @ValueSource(
      strings = {
        Sql.CROSSING,
        Sql.HEAD,
        Sql.SOME_RECORDS,
        Sql.ITEM,
        Sql.LAST_CROSSING,
        Sql.LAST_STREAM,
        Sql.ENQUEUED,
        Sql.LAST_RECORD,
        Sql.LAST_OUTBOX,
        Sql.COUNT_BEHIND,
        Sql.WORD_LINES_ASCENDING,
        Sql.WORDS_OF
      })
  void theWriterLooksRowsUpByAnIndex(String question) throws SQLException {
    assertThat(plan(question)).doesNotContain("Seq Scan").contains("Index");
  }

  @Test
  void deliveredEntriesAreFoundByAnIndex() throws SQLException {
    assertThat(plan(Sql.DELETE_OUTBOX.sql().replace(Sql.ROWS, "SELECT unnest(?::text[])")))
        .doesNotContain("Seq Scan")
        .contains("Index");
  }

  @Test
  void whatWaitsIsFoundByAnIndex() throws SQLException {
    assertThat(plan(Sql.WAITING))
        .doesNotContain("Seq Scan")
        .containsPattern("Index Cond: .*id = ")
        .containsPattern("Index Cond: .*id >= .*id < ");
  }

  @Test
  void whatIsErasedIsFoundByAnIndex() throws SQLException {
    String rows = "SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[])";
    assertThat(plan(Sql.ERASE.sql().replace(Sql.ROWS, rows)))
        .doesNotContain("Seq Scan")
        .containsPattern("Index Cond: .*stream = .*seq >= .*seq <= ");
  }

  private String plan(String sql) throws SQLException {
    long parameters = sql.chars().filter(c -> c == '?').count();
    String nulls = Stream.generate(() -> "NULL").limit(parameters).collect(Collectors.joining(","));
    try (Connection writer = dialect.openWriter()) {
      Schema.bringUpToDate(writer, dialect);
      try (Statement statement = writer.createStatement()) {
        statement.execute("PREPARE asked AS " + numbered(sql));
        String asked = parameters == 0 ? "asked" : "asked(" + nulls + ")";
        try (ResultSet lines = statement.executeQuery("EXPLAIN EXECUTE " + asked)) {
          StringBuilder plan = new StringBuilder();
          while (lines.next()) {
            plan.append(lines.getString(1)).append('\n');
          }
          return plan.toString();
        }
      }
    }
  }

  /** Parameters as PostgreSQL's own statements name them. */
  private static String numbered(String sql) {
    StringBuilder numbered = new StringBuilder();
    int parameters = 0;
    for (char c : sql.toCharArray()) {
      numbered.append(c == '?' ? "$" + ++parameters : String.valueOf(c));
    }
    return numbered.toString();
  }
}
