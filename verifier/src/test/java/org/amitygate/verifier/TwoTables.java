package org.amitygate.verifier;

import java.sql.Statement;
import org.amitygate.verifier.Copy.Store;

/**
 * Tables that answer two questions from other rows: whoever looks something up finds what the gate
 * wrote, and whoever reads everything finds what was forged.
 */
final class TwoTables {

  private static final String COLUMNS =
      "position, stream, seq, id, at, type, v, body, personal, personal_digest, previous, hash";

  private TwoTables() {}

  /** What is done to the records. */
  interface Forgery {
    void to(Copy copy) throws Exception;
  }

  static void forge(Copy copy, Store store, Forgery forgery) throws Exception {
    try (Statement statement = copy.db.createStatement()) {
      if (store == Store.POSTGRES) {
        view(copy, "%FROM record ORDER BY stream, seq", forgery);
      } else {
        index(copy, statement, forgery);
      }
    }
  }

  /**
   * A view that looks at the question, in PostgreSQL.
   *
   * @param question what is asked of those that were forged, as a pattern for LIKE
   */
  static void view(Copy copy, String question, Forgery forgery) throws Exception {
    Statement statement = copy.db.createStatement();
    statement.execute("CREATE TABLE kept AS SELECT * FROM record");
    forgery.to(copy);
    statement.execute("ALTER TABLE record RENAME TO forged");
    statement.execute(
        "CREATE VIEW record AS SELECT * FROM kept WHERE current_query() NOT LIKE '%s'"
                .formatted(question)
            + " UNION ALL SELECT * FROM forged WHERE current_query() LIKE '%s'"
                .formatted(question));
  }

  /** An index that is not kept up while the records are changed. */
  private static void index(Copy copy, Statement statement, Forgery forgery) throws Exception {
    statement.execute(
        "CREATE TABLE other (" + COLUMNS.replace("position", "position INTEGER PRIMARY KEY") + ")");
    statement.execute("INSERT INTO other SELECT " + COLUMNS + " FROM record");
    statement.execute("DROP TABLE record");
    statement.execute("ALTER TABLE other RENAME TO record");
    statement.execute("CREATE INDEX kept ON record (seq, stream, hash)");
    long page = copy.number("SELECT rootpage FROM sqlite_master WHERE name = 'kept'");
    statement.execute("PRAGMA writable_schema = ON");
    statement.execute("DELETE FROM sqlite_master WHERE name = 'kept'");
    readAnew(copy, statement);
    forgery.to(copy);
    copy.update(
        "INSERT INTO sqlite_master VALUES ('index', 'kept', 'record', ?,"
            + " 'CREATE INDEX kept ON record (seq, stream, hash)')",
        page);
    readAnew(copy, statement);
  }

  /** Has every connection read the schema anew. */
  private static void readAnew(Copy copy, Statement statement) throws Exception {
    long version = copy.number("PRAGMA schema_version");
    statement.execute("PRAGMA schema_version = " + (version + 1));
  }
}
