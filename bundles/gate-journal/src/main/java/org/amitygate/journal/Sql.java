package org.amitygate.journal;

import static org.amitygate.journal.Sql.Type.BIGINT;
import static org.amitygate.journal.Sql.Type.BYTES;
import static org.amitygate.journal.Sql.Type.INTEGER;
import static org.amitygate.journal.Sql.Type.TEXT;

import java.util.Collections;
import java.util.List;

/** The statements, in the SQL that SQLite and PostgreSQL share. */
final class Sql {

  /** Types of parameters, by the names of both databases. */
  enum Type {
    BIGINT,
    INTEGER,
    TEXT,
    BYTES
  }

  /**
   * A statement that takes rows of parameters.
   *
   * @param sql with {@link #ROWS} where the rows stand
   * @param ofOneRow with one row of parameters
   */
  record Put(String sql, String ofOneRow, List<Type> types) {
    static Put of(String sql, Type... types) {
      String row = String.join(", ", Collections.nCopies(types.length, "?"));
      return new Put(sql, sql.replace(ROWS, "VALUES (" + row + ")"), List.of(types));
    }
  }

  /** Stands for the rows of a {@link Put}. */
  static final String ROWS = "${rows}";

  static final String RECORDS =
      "SELECT stream, seq, id, at, type, v, body, personal, personal_digest, previous, hash"
          + " FROM record WHERE stream = ? ORDER BY seq";
  static final String SOME_RECORDS =
      "SELECT stream, seq, id, at, type, v, body, personal, personal_digest, previous, hash"
          + " FROM record WHERE stream = ? AND seq >= ? ORDER BY seq LIMIT ?";
  static final String HEAD =
      "SELECT seq, hash FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1";
  static final String LAST_STREAM =
      "SELECT stream FROM record WHERE stream >= ? AND stream < ? ORDER BY stream DESC LIMIT 1";
  static final String LAST_RECORD =
      "SELECT position, id, at FROM record ORDER BY position DESC LIMIT 1";
  static final String HEADS_AFTER =
      "SELECT r.stream, r.seq, r.hash FROM record r JOIN"
          + " (SELECT stream, MAX(seq) AS seq FROM record WHERE position > ? AND position <= ?"
          + " GROUP BY stream) h"
          + " ON r.stream = h.stream AND r.seq = h.seq";
  static final Put INSERT_RECORD =
      Put.of(
          "INSERT INTO record (position, stream, seq, id, at, type, v, body, personal,"
              + " personal_digest, previous, hash) ${rows}",
          BIGINT,
          TEXT,
          BIGINT,
          BYTES,
          BIGINT,
          TEXT,
          INTEGER,
          BYTES,
          BYTES,
          BYTES,
          BYTES,
          BYTES);
  static final Put ERASE =
      Put.of(
          "WITH part(stream, first, last) AS (${rows}) UPDATE record SET personal = NULL FROM part"
              + " WHERE record.stream = part.stream AND record.seq >= part.first"
              + " AND record.seq <= part.last AND record.personal IS NOT NULL",
          TEXT,
          BIGINT,
          BIGINT);
  static final String FIRST_AFTER =
      "SELECT at FROM record WHERE position > ? ORDER BY position LIMIT 1";
  static final String PERSONAL_AFTER =
      "SELECT position, at, stream, seq, personal IS NOT NULL FROM record"
          + " WHERE position > ? ORDER BY position LIMIT ?";

  /** Whether a record stands at a place. */
  static final String RECORD_AT = "SELECT 1 FROM record WHERE position = ? AND id = ?";

  private static final String SELECT_CROSSING =
      "SELECT id, name, role, lane, flow, flow_version, state, stage, reason, plate, declaration,"
          + " open, opened_at, changed_at, due_at, version, body, words FROM crossing";
  static final String CROSSING = SELECT_CROSSING + " WHERE id = ?";

  static final String LAST_CROSSING = "SELECT id FROM crossing ORDER BY id DESC LIMIT 1";

  /** Crossings that {@link #SOME_CROSSINGS} takes. */
  static final int SOME = 10;

  /** In any order, each once. */
  static final String SOME_CROSSINGS =
      SELECT_CROSSING + " WHERE id IN (" + String.join(", ", Collections.nCopies(SOME, "?")) + ")";

  static final String OPEN_CROSSINGS = SELECT_CROSSING + " WHERE open = 1 ORDER BY opened_at, id";
  static final String OPEN_ON_LANE =
      SELECT_CROSSING + " WHERE lane = ? AND open = 1 ORDER BY opened_at, id";
  static final String OPEN_VERSIONS =
      "SELECT flow_version, COUNT(*) FROM crossing WHERE open = 1 AND flow = ?"
          + " GROUP BY flow_version";
  static final String OPEN_CALLED =
      SELECT_CROSSING
          + " WHERE open = 1 AND (name = ? OR plate = ? OR declaration = ?)"
          + " ORDER BY opened_at, id";
  static final String CROSSINGS_AFTER =
      SELECT_CROSSING
          + " WHERE (opened_at, id) > (?, ?) AND opened_at < ? ORDER BY opened_at, id LIMIT ?";
  static final String CROSSINGS_BEFORE =
      SELECT_CROSSING
          + " WHERE (opened_at, id) < (?, ?) AND (opened_at, id) >= (?, ?)"
          + " ORDER BY opened_at DESC, id DESC LIMIT ?";

  /** Crossings that {@link #WORD_LINES} gives at most: a plan for few, on both databases. */
  static final int LINES = 1_024;

  private static final String SELECT_LINE =
      "SELECT opened_at, id, words, state, reason, lane FROM crossing";
  static final String WORD_LINES =
      SELECT_LINE
          + " WHERE (opened_at, id) < (?, ?) AND (opened_at, id) <= (?, ?)"
          + " AND (opened_at, id) > (?, ?) AND (opened_at, id) >= (?, ?)"
          + " ORDER BY opened_at DESC, id DESC LIMIT "
          + LINES;
  static final String WORD_LINES_ASCENDING =
      SELECT_LINE
          + " WHERE (opened_at, id) > (?, ?) AND (opened_at, id) <= (?, ?)"
          + " ORDER BY opened_at, id LIMIT ?";
  static final String COUNT_BEHIND = "SELECT COUNT(*) FROM crossing WHERE (opened_at, id) > (?, ?)";

  static final String ALL_WORDS =
      "SELECT last_at, last_id, after_at, after_id, whole FROM crossing_words";
  static final String LAST_WORDS =
      "SELECT last_at, last_id FROM crossing_words ORDER BY last_at DESC, last_id DESC LIMIT 1";

  /** The block that has a crossing, or would have it. */
  static final String WORDS_OF =
      "SELECT last_at, last_id FROM crossing_words WHERE (last_at, last_id) >= (?, ?)"
          + " ORDER BY last_at, last_id LIMIT 1";

  /** With the columns and conditions of a {@link WordSearch}. */
  static final String WORD_BLOCKS =
      "SELECT last_at, last_id, after_at, after_id, whole, keys${columns} FROM crossing_words"
          + " WHERE (last_at, last_id) <= (?, ?) AND (last_at, last_id) >= (?, ?)"
          + " AND (whole = 0 OR (${conditions}))"
          + " ORDER BY last_at DESC, last_id DESC";

  static final Put PUT_CROSSING_WORDS =
      Put.of(
          "INSERT INTO crossing_words (last_at, last_id, after_at, after_id, whole, plates,"
              + " containers, declarations, names, states, keys) ${rows}"
              + " ON CONFLICT (last_at, last_id) DO UPDATE SET whole = excluded.whole,"
              + " plates = excluded.plates, containers = excluded.containers,"
              + " declarations = excluded.declarations, names = excluded.names,"
              + " states = excluded.states, keys = excluded.keys",
          BIGINT,
          BYTES,
          BIGINT,
          BYTES,
          INTEGER,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          BYTES);
  static final Put BARE_CROSSING_WORDS =
      Put.of(
          "UPDATE crossing_words SET whole = 0, plates = '', containers = '', declarations = '',"
              + " names = '', states = '' WHERE (last_at, last_id) IN (${rows})",
          BIGINT,
          BYTES);

  static final String WITHOUT_WORDS =
      "SELECT id, name, plate, declaration, body FROM crossing WHERE id > ? ORDER BY id LIMIT ?";
  static final String PUT_WORDS = "UPDATE crossing SET words = ? WHERE id = ?";

  static final Put PUT_CROSSING =
      Put.of(
          "INSERT INTO crossing (id, name, role, lane, flow, flow_version, state, stage, reason,"
              + " plate, declaration, open, opened_at, changed_at, due_at, version, body, words)"
              + " ${rows}"
              + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,"
              + " lane = excluded.lane, flow = excluded.flow,"
              + " flow_version = excluded.flow_version, state = excluded.state,"
              + " stage = excluded.stage, reason = excluded.reason, plate = excluded.plate,"
              + " declaration = excluded.declaration, open = excluded.open,"
              + " opened_at = excluded.opened_at, changed_at = excluded.changed_at,"
              + " due_at = excluded.due_at, version = excluded.version, body = excluded.body,"
              + " words = excluded.words",
          BYTES,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          TEXT,
          INTEGER,
          BIGINT,
          BIGINT,
          BIGINT,
          INTEGER,
          BYTES,
          TEXT);

  private static final String SET_WITHOUT_INDEX =
      "UPDATE crossing SET role = ?3, lane = ?4, flow = ?5, flow_version = ?6, state = ?7,"
          + " stage = ?8, reason = ?9, plate = ?10, declaration = ?11, changed_at = ?14,"
          + " due_at = ?15, version = ?16, body = ?17, words = ?18";

  /**
   * SQLite only, with the parameters of {@link #PUT_CROSSING}: everything that has no index.
   * Changes nothing if anything that has one changed.
   */
  static final String CHANGE_CROSSING =
      SET_WITHOUT_INDEX + " WHERE id = ?1 AND name = ?2 AND open = ?12 AND opened_at = ?13";

  /** As {@link #CHANGE_CROSSING}, but that it may also have ended. */
  static final String END_CROSSING =
      SET_WITHOUT_INDEX + ", open = ?12 WHERE id = ?1 AND name = ?2 AND opened_at = ?13";

  static final String ITEM = "SELECT body FROM item WHERE kind = ? AND id = ?";
  static final String ITEMS = "SELECT id, body FROM item WHERE kind = ?";
  static final Put PUT_ITEM =
      Put.of(
          "INSERT INTO item (kind, id, body) ${rows}"
              + " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
          TEXT,
          TEXT,
          BYTES);

  /** SQLite only, with the parameters of {@link #PUT_ITEM}. Changes nothing if it is not there. */
  static final String CHANGE_ITEM = "UPDATE item SET body = ?3 WHERE kind = ?1 AND id = ?2";

  static final Put REMOVE_ITEM =
      Put.of("DELETE FROM item WHERE (kind, id) IN (${rows})", TEXT, TEXT);

  static final String OUTBOX =
      "SELECT id, queue, kind, queued_at, body FROM outbox ORDER BY position";

  /** An id, and those that begin with it and a slash: from {@code id/} to before {@code id0}. */
  static final String WAITING =
      "SELECT id FROM outbox WHERE id = ?"
          + " UNION ALL SELECT id FROM outbox WHERE id >= ? AND id < ?";

  static final String LAST_OUTBOX = "SELECT MAX(position) FROM outbox";
  static final String ENQUEUED = "SELECT 1 FROM outgoing_id WHERE id = ?";
  static final Put INSERT_OUTGOING_ID = Put.of("INSERT INTO outgoing_id (id) ${rows}", TEXT);
  static final Put INSERT_OUTBOX =
      Put.of(
          "INSERT INTO outbox (position, id, queue, kind, queued_at, body) ${rows}",
          BIGINT,
          TEXT,
          TEXT,
          TEXT,
          BIGINT,
          BYTES);
  static final Put DELETE_OUTBOX = Put.of("DELETE FROM outbox WHERE id IN (${rows})", TEXT);

  static final String LAST_SEAL =
      "SELECT day, position, at, previous, root, heads, digest, signature"
          + " FROM seal ORDER BY day DESC LIMIT 1";
  static final Put INSERT_SEAL =
      Put.of(
          "INSERT INTO seal (day, position, at, previous, root, heads, digest, signature) ${rows}",
          TEXT,
          BIGINT,
          BIGINT,
          BYTES,
          BYTES,
          BYTES,
          BYTES,
          BYTES);

  static final Put PROBE =
      Put.of(
          "INSERT INTO probe (id, body) ${rows}"
              + " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
          INTEGER,
          BYTES);
  static final Put PROBED = Put.of("DELETE FROM probe WHERE id IN (${rows})", INTEGER);

  private Sql() {}
}
