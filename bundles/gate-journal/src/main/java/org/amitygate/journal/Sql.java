package org.amitygate.journal;

/** The statements, in the SQL that SQLite and PostgreSQL share. */
final class Sql {

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
  static final String INSERT_RECORD =
      "INSERT INTO record (position, stream, seq, id, at, type, v, body, personal,"
          + " personal_digest, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  static final String ERASE =
      "UPDATE record SET personal = NULL"
          + " WHERE stream = ? AND seq <= ? AND personal IS NOT NULL";

  private static final String SELECT_CROSSING =
      "SELECT id, name, role, lane, flow, flow_version, state, stage, reason, plate, declaration,"
          + " open, opened_at, changed_at, due_at, version, body FROM crossing";
  static final String CROSSING = SELECT_CROSSING + " WHERE id = ?";
  static final String CROSSING_VERSION = "SELECT version FROM crossing WHERE id = ?";
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
  static final String RECENT_CROSSINGS =
      SELECT_CROSSING + " ORDER BY opened_at DESC, id DESC LIMIT ? OFFSET ?";

  /**
   * What changes at most stages. Touches only the indexes of what it sets, and nothing if anything
   * else changed.
   */
  static final String CHANGE_CROSSING =
      "UPDATE crossing SET flow = ?, flow_version = ?, state = ?, stage = ?, reason = ?,"
          + " changed_at = ?, due_at = ?, version = ?, body = ?"
          + " WHERE id = ? AND name = ? AND role = ? AND lane = ? AND plate = ? AND declaration = ?"
          + " AND open = ? AND opened_at = ?";

  static final String PUT_CROSSING =
      "INSERT INTO crossing (id, name, role, lane, flow, flow_version, state, stage, reason, plate,"
          + " declaration, open, opened_at, changed_at, due_at, version, body)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,"
          + " lane = excluded.lane, flow = excluded.flow, flow_version = excluded.flow_version,"
          + " state = excluded.state, stage = excluded.stage, reason = excluded.reason,"
          + " plate = excluded.plate, declaration = excluded.declaration, open = excluded.open,"
          + " opened_at = excluded.opened_at, changed_at = excluded.changed_at,"
          + " due_at = excluded.due_at, version = excluded.version, body = excluded.body";

  static final String ITEM = "SELECT body FROM item WHERE kind = ? AND id = ?";
  static final String ITEMS = "SELECT id, body FROM item WHERE kind = ?";
  static final String PUT_ITEM =
      "INSERT INTO item (kind, id, body) VALUES (?, ?, ?)"
          + " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body";
  static final String REMOVE_ITEM = "DELETE FROM item WHERE kind = ? AND id = ?";

  static final String OUTBOX =
      "SELECT id, queue, kind, queued_at, body FROM outbox ORDER BY position";
  static final String LAST_OUTBOX = "SELECT MAX(position) FROM outbox";
  static final String ENQUEUED = "SELECT 1 FROM outgoing_id WHERE id = ?";
  static final String INSERT_OUTGOING_ID = "INSERT INTO outgoing_id (id) VALUES (?)";
  static final String INSERT_OUTBOX =
      "INSERT INTO outbox (position, id, queue, kind, queued_at, body) VALUES (?, ?, ?, ?, ?, ?)";
  static final String DELETE_OUTBOX = "DELETE FROM outbox WHERE id = ?";

  static final String LAST_SEAL =
      "SELECT day, position, at, previous, root, heads, digest, signature"
          + " FROM seal ORDER BY day DESC LIMIT 1";
  static final String INSERT_SEAL =
      "INSERT INTO seal (day, position, at, previous, root, heads, digest, signature)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  static final String PROBE =
      "INSERT INTO probe (id, body) VALUES (1, ?)"
          + " ON CONFLICT (id) DO UPDATE SET body = excluded.body";
  static final String PROBED = "DELETE FROM probe";

  private Sql() {}
}
