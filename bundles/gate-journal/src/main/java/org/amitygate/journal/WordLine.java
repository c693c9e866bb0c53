package org.amitygate.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.Words;

/** What one crossing is found by, all folded. */
record WordLine(CrossingKey key, Words words, String state, String reason, String lane) {

  /** From a row of {@link Sql#WORD_LINES} or {@link Sql#WORD_LINES_ASCENDING}. */
  static WordLine read(ResultSet row) throws SQLException {
    return new WordLine(
        new CrossingKey(row.getLong(1), SqlRows.uuid(row.getBytes(2))),
        Words.ofStored(row.getString(3)),
        Words.fold(row.getString(4)),
        Words.fold(row.getString(5)),
        Words.fold(row.getString(6)));
  }

  /** State, reason and lane in one text: each may be empty and has no blank. */
  String states() {
    return state + " " + reason + " " + lane;
  }

  boolean fits(CrossingQuery query) {
    return query.fits(words, state, reason, lane);
  }
}
