package org.amitygate.journal;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is committed together. After a failure the session it writes on is only good to be closed,
 * which undoes what was not committed.
 */
interface WriteBatch {

  /**
   * Adds rows for a statement: one cell for each of its parameters, a Long, Integer, String, byte[]
   * or null. Statements are carried out in the order in which they were added.
   */
  void add(Sql.Put put, List<@Nullable Object[]> rows) throws SQLException;

  /** Commits, and returns when it is on disk. Without rows it only ends what was read. */
  void commit() throws SQLException;
}
