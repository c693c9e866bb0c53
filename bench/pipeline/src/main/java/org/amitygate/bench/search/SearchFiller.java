package org.amitygate.bench.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.amitygate.core.journal.CrossingRow;

/**
 * Fills the tables of a journal that is closed: crossings that have ended, each with the eleven
 * records that it leaves. The hashes are random bytes, so that a verifier would refuse the records;
 * they have the size and the order that they would have.
 */
final class SearchFiller {

  /** Records of a crossing. */
  static final int RECORDS = 11;

  private static final int BATCH = 1_000;
  private static final int HASH = 32;
  private static final List<String> TYPES =
      List.of(
          "CrossingBegun",
          "PlateRead",
          "StageCompleted",
          "WeightMeasured",
          "StageCompleted",
          "AuthorityAnswered",
          "StageCompleted",
          "BarrierOpened",
          "StageCompleted",
          "Departed",
          "CrossingEnded");

  private final Vehicles vehicles;
  private final SplittableRandom random;

  SearchFiller(Vehicles vehicles, long seed) {
    this.vehicles = vehicles;
    this.random = new SplittableRandom(seed);
  }

  /** Crossings from one number up to another. */
  void fill(String jdbcUrl, long from, long to) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
      if (jdbcUrl.startsWith("jdbc:sqlite:")) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA synchronous = OFF"); // of this connection only
          statement.execute("PRAGMA cache_size = -200000");
        }
      }
      connection.setAutoCommit(false);
      try (PreparedStatement record =
              connection.prepareStatement(
                  "INSERT INTO record (position, stream, seq, id, at, type, v, body, personal,"
                      + " personal_digest, previous, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
          PreparedStatement crossing =
              connection.prepareStatement(
                  "INSERT INTO crossing (id, name, role, lane, flow, flow_version, state, stage,"
                      + " reason, plate, declaration, open, opened_at, changed_at, due_at,"
                      + " version, body, words) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
        for (long number = from; number < to; number++) {
          CrossingRow row = vehicles.ended(number, 5);
          records(record, row, number * RECORDS);
          crossing(crossing, row);
          if (number % BATCH == 0 || number + 1 == to) {
            record.executeBatch();
            crossing.executeBatch();
            connection.commit();
          }
        }
      }
    }
  }

  private void records(PreparedStatement s, CrossingRow row, long position) throws SQLException {
    String stream = "crossing:" + row.id();
    byte[] previous = new byte[HASH];
    for (int seq = 1; seq <= RECORDS; seq++) {
      byte[] hash = bytes(HASH);
      boolean personal = seq % 3 == 2;
      s.setLong(1, position + seq);
      s.setString(2, stream);
      s.setLong(3, seq);
      s.setBytes(4, bytes(16));
      s.setLong(5, micros(row) + seq);
      s.setString(6, TYPES.get(seq - 1));
      s.setInt(7, 2);
      s.setBytes(
          8,
          "{\"type\":\"%s\",\"v\":2,\"stage\":\"weigh\",\"visit\":%d,\"flow\":\"cargo-export\",\"flowVersion\":\"1.0.0\",\"configuration\":\"8f1d6a1a2b7c\",\"grossKg\":38420,\"lane\":\"%s\"}"
              .formatted(TYPES.get(seq - 1), seq, row.lane())
              .getBytes(StandardCharsets.UTF_8));
      s.setBytes(9, personal ? bytes(100) : null);
      s.setBytes(10, personal ? bytes(HASH) : null);
      s.setBytes(11, previous);
      s.setBytes(12, hash);
      s.addBatch();
      previous = hash;
    }
  }

  private static void crossing(PreparedStatement s, CrossingRow row) throws SQLException {
    s.setBytes(1, bytes(row.id()));
    String[] texts = {
      row.name(),
      row.role(),
      row.lane(),
      row.flow(),
      row.flowVersion(),
      row.state(),
      row.stage(),
      row.reason(),
      row.plate(),
      row.declaration()
    };
    for (int i = 0; i < texts.length; i++) {
      s.setString(2 + i, texts[i]);
    }
    s.setInt(12, row.open() ? 1 : 0);
    s.setLong(13, micros(row));
    s.setLong(14, micros(row) + 200_000_000);
    s.setNull(15, Types.BIGINT);
    s.setInt(16, row.version());
    s.setBytes(17, row.body().json());
    s.setString(18, row.words().stored());
    s.addBatch();
  }

  private static long micros(CrossingRow row) {
    return row.openedAt().toEpochMilli() * 1_000;
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
