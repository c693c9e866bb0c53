package org.amitygate.journal;

import static org.amitygate.journal.Sql.Type.BIGINT;
import static org.amitygate.journal.Sql.Type.BYTES;
import static org.amitygate.journal.Sql.Type.INTEGER;
import static org.amitygate.journal.Sql.Type.TEXT;

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
   * @param sql with {@link #ROWS} where the rows stand; without it, the statement is carried out
   *     for each row
   */
  record Put(String sql, List<Type> types) {
    static Put of(String sql, Type... types) {
      return new Put(sql, List.of(types));
    }
  }

  /** Stands for the rows of a {@link Put}. */
  static final String ROWS = "${rows}";

  static final String RECORDS =
      "SELECT stream, seq, id, at, type, v, body, personal, personal_digest, previous, hash"
          + " FROM record WHERE stream = ? ORDER BY seq";
  static final String HEAD =
      "SELECT seq, hash FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1";
  static final String LAST_RECORD =
      "SELECT position, at FROM record ORDER BY position DESC LIMIT 1";
  static final String HEADS_AFTER =
      "SELECT r.stream, r.seq, r.hash FROM record r JOIN"
          + " (SELECT stream, MAX(seq) AS seq FROM record WHERE position > ? GROUP BY stream) h"
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
          "UPDATE record SET personal = NULL"
              + " WHERE stream = ? AND seq >= ? AND seq <= ? AND personal IS NOT NULL",
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
          + " open, opened_at, changed_at, due_at, version, body FROM crossing";
  static final String CROSSING = SELECT_CROSSING + " WHERE id = ?";
  static final String OPEN_CROSSINGS = SELECT_CROSSING + " WHERE open = 1 ORDER BY opened_at, id";
  static final String OPEN_IN_STATE =
      SELECT_CROSSING + " WHERE state = ? AND open = 1 ORDER BY opened_at, id";
  static final String OPEN_VERSIONS =
      "SELECT flow_version, COUNT(*) FROM crossing WHERE open = 1 AND flow = ?"
          + " GROUP BY flow_version";
  static final String FIND_CROSSINGS =
      SELECT_CROSSING
          + " WHERE name = ? OR plate = ? OR declaration = ?"
          + " ORDER BY opened_at DESC, id DESC LIMIT ?";
  static final String ENDED_CROSSINGS =
      SELECT_CROSSING
          + " WHERE open = 0 AND changed_at >= ? AND changed_at < ? AND (changed_at > ? OR id > ?)"
          + " ORDER BY changed_at, id LIMIT ?";
  static final String RECENT_CROSSINGS =
      SELECT_CROSSING + " ORDER BY opened_at DESC, id DESC LIMIT ? OFFSET ?";

  static final Put PUT_CROSSING =
      Put.of(
          "INSERT INTO crossing (id, name, role, lane, flow, flow_version, state, stage, reason,"
              + " plate, declaration, open, opened_at, changed_at, due_at, version, body) ${rows}"
              + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,"
              + " lane = excluded.lane, flow = excluded.flow,"
              + " flow_version = excluded.flow_version, state = excluded.state,"
              + " stage = excluded.stage, reason = excluded.reason, plate = excluded.plate,"
              + " declaration = excluded.declaration, open = excluded.open,"
              + " opened_at = excluded.opened_at, changed_at = excluded.changed_at,"
              + " due_at = excluded.due_at, version = excluded.version, body = excluded.body",
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
          BYTES);

  /**
   * SQLite only, with the parameters of {@link #PUT_CROSSING}: what changes at most stages. Touches
   * only the indexes of what it sets, and nothing if anything else changed.
   */
  static final String CHANGE_CROSSING =
      "UPDATE crossing SET flow = ?5, flow_version = ?6, state = ?7, stage = ?8, reason = ?9,"
          + " changed_at = ?14, due_at = ?15, version = ?16, body = ?17"
          + " WHERE id = ?1 AND name = ?2 AND role = ?3 AND lane = ?4 AND plate = ?10"
          + " AND declaration = ?11 AND open = ?12 AND opened_at = ?13";

  static final String ITEM = "SELECT body FROM item WHERE kind = ? AND id = ?";
  static final String ITEMS = "SELECT id, body FROM item WHERE kind = ?";
  static final Put PUT_ITEM =
      Put.of(
          "INSERT INTO item (kind, id, body) ${rows}"
              + " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
          TEXT,
          TEXT,
          BYTES);
  static final Put REMOVE_ITEM =
      Put.of("DELETE FROM item WHERE (kind, id) IN (${rows})", TEXT, TEXT);

  static final String OUTBOX =
      "SELECT id, queue, kind, queued_at, body FROM outbox ORDER BY position";
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
  static final Put PROBED = Put.of("DELETE FROM probe WHERE id = ?", INTEGER);

  private Sql() {}
}
