package org.amitygate.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.amitygate.core.journal.Words;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the crossings that were stored before there were words theirs, once, as part of the update
 * of the tables. A million takes about a minute.
 */
final class WordsOfStored {

  private static final int PAGE = 1_000;
  private static final int TELL = 100_000;
  private static final Logger log = LoggerFactory.getLogger(WordsOfStored.class);

  private WordsOfStored() {}

  static void fill(Connection connection) throws SQLException {
    long done = 0;
    byte[] last = new byte[0];
    try (PreparedStatement next = connection.prepareStatement(Sql.WITHOUT_WORDS);
        PreparedStatement put = connection.prepareStatement(Sql.PUT_WORDS)) {
      int page = PAGE;
      while (page == PAGE) {
        page = 0;
        next.setBytes(1, last);
        next.setInt(2, PAGE);
        try (ResultSet row = next.executeQuery()) {
          while (row.next()) {
            last = row.getBytes(1);
            put.setString(1, words(row).stored());
            put.setBytes(2, last);
            put.addBatch();
            page++;
          }
        }
        put.executeBatch();
        done += page;
        if (done % TELL == 0 && done > 0) {
          log.info("{} crossings can be found by their words", done);
        }
      }
    }
  }

  private static Words words(ResultSet row) throws SQLException {
    JsonNode facts = Json.object(row.getBytes(5)).path("facts");
    return Words.of(
        List.of(row.getString(3), facts.path("trailerPlate").asText()),
        facts.path("container").asText(),
        row.getString(4),
        row.getString(2));
  }
}
