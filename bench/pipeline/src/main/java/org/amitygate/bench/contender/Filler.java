package org.amitygate.bench.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fills the store of a gate that is down with copies of its last crossing: the same rows in the
 * same tables, each crossing with an id and a plate of its own. Their hashes are those of the
 * original, so that a verifier would refuse them; they have the size and the order that they would
 * have.
 */
final class Filler {

  private static final int BATCH = 2_000;
  private static final int PLATES = 90_000;

  private final Connection connection;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Object[]> records = new ArrayList<>();
  private final Object[] crossing;
  private final String id;
  private final String plate;
  private long position;
  private long at;

  /** Looks for the crossing to copy. */
  private Filler(Connection connection) throws SQLException, IOException {
    this.connection = connection;
    List<Object[]> last =
        rows(
            "SELECT * FROM crossing WHERE state = 'DONE' ORDER BY opened_at DESC, id DESC LIMIT 1");
    if (last.isEmpty()) {
      throw new IOException("there is no crossing to copy");
    }
    crossing = last.get(0);
    ByteBuffer bytes = ByteBuffer.wrap((byte[]) crossing[0]);
    id = new UUID(bytes.getLong(), bytes.getLong()).toString();
    plate = String.valueOf(crossing[9]);
    records.addAll(rows("SELECT * FROM record WHERE stream = 'crossing:" + id + "' ORDER BY seq"));
    Object[] newest = rows("SELECT MAX(position), MAX(at) FROM record").get(0);
    position = ((Number) newest[0]).longValue();
    at = ((Number) newest[1]).longValue();
  }

  /** Until it holds so many records. */
  static void fill(Database database, long until) throws IOException {
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl())) {
      if (database.server().isEmpty()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA synchronous = OFF"); // of this connection only
          statement.execute("PRAGMA cache_size = -200000");
        }
      }
      connection.setAutoCommit(false);
      new Filler(connection).fill(until);
    } catch (SQLException e) {
      throw new IOException("the store cannot be filled", e);
    }
  }

  private List<Object[]> rows(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      ResultSetMetaData columns = row.getMetaData();
      List<Object[]> rows = new ArrayList<>();
      while (row.next()) {
        Object[] values = new Object[columns.getColumnCount()];
        for (int i = 0; i < values.length; i++) {
          values[i] = row.getObject(i + 1);
        }
        rows.add(values);
      }
      return rows;
    }
  }

  private void fill(long until) throws SQLException {
    try (PreparedStatement record = insert("record", records.get(0).length);
        PreparedStatement whole = insert("crossing", crossing.length);
        PreparedStatement outgoing = insert("outgoing_id", 1)) {
      while (position < until) {
        for (int i = 0; i < BATCH && position < until; i++) {
          copy(record, whole, outgoing);
        }
        for (PreparedStatement each : List.of(record, whole, outgoing)) {
          each.executeBatch();
        }
        connection.commit();
      }
    }
  }

  private PreparedStatement insert(String table, int columns) throws SQLException {
    String values = Stream.generate(() -> "?").limit(columns).collect(Collectors.joining(", "));
    return connection.prepareStatement("INSERT INTO " + table + " VALUES (" + values + ")");
  }

  private void copy(PreparedStatement record, PreparedStatement whole, PreparedStatement outgoing)
      throws SQLException {
    UUID uuid = next();
    String otherId = uuid.toString();
    String otherPlate = "30F" + (10_000 + random.nextInt(PLATES));
    for (Object[] row : records) {
      Object[] copy = changed(row, otherId, otherPlate);
      copy[0] = ++position;
      copy[3] = bytes(next());
      copy[4] = ++at;
      add(record, copy);
    }
    Object[] copy = changed(crossing, otherId, otherPlate);
    copy[0] = bytes(uuid);
    copy[1] = "B-" + Long.toString(position, 36);
    copy[12] = at;
    copy[13] = at;
    copy[17] = words(otherPlate, String.valueOf(copy[1]));
    add(whole, copy);
    add(outgoing, new Object[] {"lane-command/" + otherId + "/2"});
  }

  /** What the copy is found by: docs/records.md. */
  private static String words(String plate, String name) {
    return (plate + "|||" + name.replace("-", "")).toLowerCase(Locale.ROOT);
  }

  /** A UUID version 7 of the time that the copies have reached. */
  private UUID next() {
    long high = (at / 1_000) << 16 | 0x7000 | random.nextInt(1 << 12);
    return new UUID(high, random.nextLong() >>> 2 | Long.MIN_VALUE);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** The row with the other id and plate wherever it has the original's. */
  private Object[] changed(Object[] row, String otherId, String otherPlate) {
    Object[] copy = row.clone();
    for (int i = 0; i < copy.length; i++) {
      if (copy[i] instanceof String text) {
        copy[i] = text.replace(id, otherId).replace(plate, otherPlate);
      } else if (copy[i] instanceof byte[] json && json.length > 0 && isText(json)) {
        String text = new String(json, StandardCharsets.ISO_8859_1);
        copy[i] =
            text.replace(id, otherId)
                .replace(plate, otherPlate)
                .getBytes(StandardCharsets.ISO_8859_1);
      }
    }
    return copy;
  }

  /** A body, or personal values behind their salt. */
  private static boolean isText(byte[] bytes) {
    return bytes[bytes.length - 1] == '}';
  }

  private static void add(PreparedStatement statement, Object[] values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }
}
