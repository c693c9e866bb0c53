package org.amitygate.demo.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.demo.report.CrossingRow;
import org.amitygate.demo.report.JournalRecord;
import org.amitygate.demo.report.JournalSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Reads a gate's journal while the gate writes it, is starting, or is dead: read-only, by the
 * tables of docs/records.md, from SQLite or PostgreSQL. What cannot be read for the moment counts
 * as empty. Not thread-safe.
 */
public final class JournalReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SALT_BYTES = 16;
  private static final String RECORDS = "SELECT stream, seq, at, type, body, personal FROM record";
  private static final String CROSSINGS =
      "SELECT id, name, role, lane, state, stage, reason, plate, declaration, body FROM crossing";

  private final String gate;
  private final String url;

  /** What must be there before anything can be read; null: nothing on this machine. */
  private final @Nullable Path file;

  private @Nullable Connection connection;

  public JournalReader(String gate, Path file) {
    this.gate = gate;
    this.file = file;
    this.url = "jdbc:sqlite:file:" + file + "?mode=ro";
  }

  /** In PostgreSQL, by a JDBC URL. */
  public JournalReader(String gate, String url) {
    this.gate = gate;
    this.file = null;
    this.url = url;
  }

  /** Reads one row of a result. */
  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * A number that is another one whenever somebody has written since; −1 if nothing can be read.
   */
  public long version() {
    String sql =
        file == null
            ? "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"
            : "PRAGMA data_version";
    List<Long> version = query(sql, row -> row.getLong(1));
    return version.isEmpty() ? -1 : version.get(0);
  }

  /** Position of the last record; 0 if there is none. */
  public long last() {
    List<Long> last = query("SELECT MAX(position) FROM record", row -> row.getLong(1));
    return last.isEmpty() ? 0 : last.get(0);
  }

  /** How many records of a type there are. */
  public int count(String type) {
    List<Integer> count =
        query(
            "SELECT COUNT(*) FROM record WHERE stream = 'gate' AND type = '" + type + "'",
            row -> row.getInt(1));
    return count.isEmpty() ? 0 : count.get(0);
  }

  /** Whether there is a record with this id. */
  boolean has(String id) {
    String hex = id.replace("-", "");
    String bytes = file == null ? "'\\x" + hex + "'::bytea" : "x'" + hex + "'";
    return !query("SELECT 1 FROM record WHERE id = " + bytes, row -> row.getInt(1)).isEmpty();
  }

  /** Whether a crossing ended after a position: traffic flows. */
  public boolean endedSince(long position) {
    return !query(
            "SELECT 1 FROM record WHERE type = 'CrossingEnded' AND position > "
                + position
                + " LIMIT 1",
            row -> row.getInt(1))
        .isEmpty();
  }

  /** Crossings that have not ended: under way or held. */
  public List<CrossingRow> open() {
    return query(CROSSINGS + " WHERE open = 1 ORDER BY opened_at", JournalReader::crossing);
  }

  /** Crossings that go on by themselves. */
  public List<CrossingRow> underWay() {
    return query(
        CROSSINGS + " WHERE open = 1 AND state = 'UNDER_WAY' ORDER BY opened_at",
        JournalReader::crossing);
  }

  /** How many crossings are in each state, without what people passed by hand. */
  public Map<String, Integer> states() {
    Map<String, Integer> states = new LinkedHashMap<>();
    query(
            "SELECT state, COUNT(*) FROM crossing WHERE reason <> 'MANUAL' GROUP BY state",
            row -> Map.entry(row.getString(1), row.getInt(2)))
        .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
    return states;
  }

  /** How much still has to leave the gate. */
  public int waiting() {
    List<Integer> count = query("SELECT COUNT(*) FROM outbox", row -> row.getInt(1));
    return count.isEmpty() ? 0 : count.get(0);
  }

  /** Whether a message that was made before a time still waits to be delivered to the partner. */
  boolean waitsFromBefore(long millis) {
    return waitingMessages().stream().anyMatch(id -> !id.isEmpty() && made(id) < millis);
  }

  /** When a message was made: its id says so (UUID version 7). */
  private static long made(String messageId) {
    return UUID.fromString(messageId).getMostSignificantBits() >>> 16;
  }

  /** The records of a type behind a position. */
  public List<JournalRecord> since(long position, String type) {
    return query(
        RECORDS + " WHERE position > " + position + " AND type = '" + type + "' ORDER BY position",
        JournalReader::record);
  }

  /** Everything. */
  public JournalSnapshot snapshot() {
    List<JournalRecord> records = query(RECORDS + " ORDER BY position", JournalReader::record);
    List<CrossingRow> crossings = query(CROSSINGS + " ORDER BY opened_at", JournalReader::crossing);
    return new JournalSnapshot(gate, records, crossings);
  }

  /** The types of the messages that were sent and do not wait any more, by their ids. */
  public Map<String, String> receipted() {
    Map<String, String> sent = new LinkedHashMap<>();
    since(0, "PartnerMessageSent")
        .forEach(
            record ->
                sent.put(
                    record.body().path("messageId").asText(),
                    record.body().path("messageType").asText()));
    waitingMessages().forEach(sent::remove); // read last: what is not yet sent then is not in it
    return sent;
  }

  private List<String> waitingMessages() {
    return query(
        "SELECT body FROM outbox", row -> json(row.getBytes(1), 0).path("messageId").asText(""));
  }

  private static JournalRecord record(ResultSet row) throws SQLException {
    return new JournalRecord(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getString(4),
        json(row.getBytes(5), 0),
        json(row.getBytes(6), SALT_BYTES));
  }

  private static CrossingRow crossing(ResultSet row) throws SQLException {
    ByteBuffer id = ByteBuffer.wrap(row.getBytes(1));
    return new CrossingRow(
        new UUID(id.getLong(), id.getLong()).toString(),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        json(row.getBytes(10), 0));
  }

  private static JsonNode json(byte @Nullable [] bytes, int from) throws SQLException {
    if (bytes == null || bytes.length <= from) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return JSON.readTree(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SQLException("a body is not JSON", e);
    }
  }

  private <T> List<T> query(String sql, Row<T> reader) {
    List<T> rows = new ArrayList<>();
    if (connection == null && file != null && !Files.isRegularFile(file)) {
      return rows;
    }
    try (Statement statement = connection().createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(reader.read(result));
      }
      return rows;
    } catch (SQLException e) {
      // Busy, not made yet, or replaced: a fresh connection looks again.
      close();
      return new ArrayList<>();
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = DriverManager.getConnection(url);
      if (file != null) {
        try (Statement statement = open.createStatement()) {
          statement.execute("PRAGMA busy_timeout = 2000");
        }
      }
      connection = open;
    }
    return open;
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        return;
      }
    }
  }
}
