package org.amitygate.verifier;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.amitygate.verifier.Stored.Strange;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a journal in SQLite or PostgreSQL, read-only, all in one transaction: the gate may
 * go on writing, what it writes meanwhile is not seen. Rows are read as they are used up.
 */
final class Database implements AutoCloseable {

  private static final String RECORD =
      "SELECT position, stream, seq, id, at, type, v, body, personal, personal_digest, previous,"
          + " hash FROM record";

  /** Rows that PostgreSQL sends at a time. */
  private static final int AHEAD = 1_000;

  /** The same where one row may have some hundred thousand bytes. */
  private static final int FEW_AHEAD = 4;

  private final Connection connection;
  private final String place;
  private final Optional<StillFile> still;
  private final Opening again;
  private @Nullable Database fresh;

  /** Opens it once more. */
  interface Opening {
    Database open() throws Wrong;
  }

  Database(String place, Connection connection, Optional<StillFile> still, Opening again) {
    this.place = place;
    this.connection = connection;
    this.still = still;
    this.again = again;
  }

  /** A file of SQLite, or a link to one. */
  static Database sqlite(Path file) throws Wrong {
    try {
      Path real = file.toRealPath();
      Optional<StillFile> still = StillFile.of(real);
      String url =
          "jdbc:sqlite:file:"
              + real.toUri().getRawPath()
              + "?mode=ro"
              + (still.isPresent() ? "&immutable=1" : "");
      return open(file.toString(), url, new Properties(), still);
    } catch (IOException e) {
      throw new Wrong(file + " cannot be read", e);
    }
  }

  /** {@code postgresql://HOST:PORT/DATABASE?user=…&password=…&schema=…}, as in gate.yaml. */
  static Database postgres(String dsn) throws Wrong {
    PostgresUrl url = PostgresUrl.of(dsn);
    return open(
        "postgresql://" + url.place(),
        "jdbc:postgresql://" + url.place(),
        url.options(),
        Optional.empty());
  }

  private static Database open(
      String place, String url, Properties options, Optional<StillFile> still) throws Wrong {
    try {
      Connection connection = DriverManager.getConnection(url, options);
      try {
        connection.setAutoCommit(false);
        if (url.startsWith("jdbc:postgresql:")) {
          connection.setReadOnly(true);
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        }
        return new Database(place, connection, still, () -> open(place, url, options, still));
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new Wrong(place + " cannot be opened", e);
    }
  }

  String place() {
    return place;
  }

  /**
   * After the last row.
   *
   * @throws Wrong what was read may be of two states
   */
  void wasStill() throws Wrong {
    try {
      if (still.isPresent() && !still.get().isStill()) {
        throw new Wrong(place + ": the gate began to write meanwhile: do it again");
      }
    } catch (IOException e) {
      throw new Wrong(place + " cannot be read", e);
    }
  }

  /** Takes a row; may fail. */
  interface Each<T> {
    void take(T row) throws Wrong;
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException, Strange;
  }

  /** What is done with a row that no gate has stored. */
  private interface Otherwise {
    void take(ResultSet row, Strange strange) throws SQLException, Wrong;
  }

  private <T> void each(String sql, Binding binding, Reading<T> reading, Each<T> each)
      throws Wrong {
    each(
        AHEAD,
        sql,
        binding,
        reading,
        each,
        (row, strange) -> {
          throw new Wrong(place + ": verify it first, for of a row " + strange.sentence());
        });
  }

  private <T> void each(
      int ahead, String sql, Binding binding, Reading<T> reading, Each<T> each, Otherwise otherwise)
      throws Wrong {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(ahead);
      binding.bind(statement);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          try {
            each.take(reading.read(row));
          } catch (Strange strange) {
            otherwise.take(row, strange);
          }
        }
      }
    } catch (SQLException e) {
      throw new Wrong(place + " cannot be read", e);
    }
  }

  private <T> Optional<T> one(String sql, Binding binding, Reading<T> reading) throws Wrong {
    List<T> found = new ArrayList<>();
    each(sql, binding, reading, found::add);
    return found.stream().findFirst();
  }

  /**
   * Every record, stream by stream, each in the order of its numbers.
   *
   * @param strange takes what is wrong with those that are not stored as a gate stores them; they
   *     are left out
   */
  void records(Each<Row> each, Each<Finding> strange) throws Wrong {
    each(
        AHEAD,
        RECORD + " ORDER BY stream, seq",
        s -> {},
        Stored::row,
        each,
        (row, why) -> strange.take(new Finding(name(row, "stream"), seq(row), why.sentence())));
  }

  private static String name(ResultSet row, String column) throws SQLException {
    return String.valueOf(row.getString(column));
  }

  private static long seq(ResultSet row) throws SQLException {
    return row.getObject("seq") instanceof Number seq ? seq.longValue() : 0;
  }

  /** Records of a stream from one number to another. */
  void records(String stream, long from, long through, Each<Row> each) throws Wrong {
    each(
        RECORD + " WHERE stream = ? AND seq >= ? AND seq <= ? ORDER BY seq",
        s -> {
          s.setString(1, stream);
          s.setLong(2, from);
          s.setLong(3, through);
        },
        Stored::row,
        each);
  }

  /** Records of a type in a stream, but for those that are not stored as a gate stores them. */
  void ofType(String stream, String type, Each<Row> each) throws Wrong {
    each(
        AHEAD,
        RECORD + " WHERE stream = ? AND type = ? ORDER BY seq",
        s -> {
          s.setString(1, stream);
          s.setString(2, type);
        },
        Stored::row,
        each,
        (row, strange) -> {});
  }

  /** The heads that were said to partners, but for those that are not stored as a gate does. */
  void headsSaid(Each<Row> each) throws Wrong {
    each(
        FEW_AHEAD,
        RECORD
            + " WHERE stream >= 'partner:' AND stream < 'partner;' AND type = 'EvidenceHeadSent'",
        s -> {},
        Stored::row,
        each,
        (row, strange) -> {});
  }

  /**
   * Records behind one of a stream, as they are now: also those written meanwhile. None of a file
   * that nobody writes.
   */
  void recordsNow(String stream, long after, Each<Row> each) throws Wrong {
    if (still.isPresent()) {
      return;
    }
    Database now = fresh;
    if (now == null) {
      now = again.open();
      fresh = now;
    }
    now.each(
        AHEAD,
        RECORD + " WHERE stream = ? AND seq > ? ORDER BY seq",
        s -> {
          s.setString(1, stream);
          s.setLong(2, after);
        },
        Stored::row,
        each,
        (row, strange) -> {});
    now.rollback();
  }

  /** A seal as it is stored. @param position the last place that it covers. @param heads JSON */
  record StoredSeal(
      String day,
      long position,
      long at,
      byte[] previous,
      byte[] root,
      byte[] heads,
      byte[] digest,
      Optional<byte[]> signature) {}

  /**
   * Every seal, in the order of their days.
   *
   * @param strange takes what is wrong with those that are not stored as a gate stores them; they
   *     are left out
   */
  void seals(Each<StoredSeal> each, Each<String> strange) throws Wrong {
    each(
        FEW_AHEAD,
        "SELECT day, position, at, previous, root, heads, digest, signature FROM seal ORDER BY day",
        s -> {},
        row ->
            new StoredSeal(
                Stored.text(row, "day"),
                Stored.whole(row, "position"),
                Stored.whole(row, "at"),
                Stored.bytes(row, "previous"),
                Stored.bytes(row, "root"),
                Stored.bytes(row, "heads"),
                Stored.bytes(row, "digest"),
                Stored.bytesOrNone(row, "signature")),
        each,
        (row, why) ->
            strange.take("the seal of " + name(row, "day") + " was altered: " + why.sentence()));
  }

  /** The last records of the streams after one place up to another, by stream. */
  Map<String, Head> heads(long after, long through) throws Wrong {
    Map<String, Head> heads = new LinkedHashMap<>();
    each(
        "SELECT r.stream, r.seq, r.hash FROM record r JOIN (SELECT stream, MAX(seq) AS seq"
            + " FROM record WHERE position > ? AND position <= ? GROUP BY stream) h"
            + " ON r.stream = h.stream AND r.seq = h.seq",
        s -> {
          s.setLong(1, after);
          s.setLong(2, through);
        },
        row -> new Head(row.getString(1), row.getLong(2), row.getBytes(3)),
        head -> heads.put(head.stream(), head));
    return heads;
  }

  Optional<byte[]> hash(String stream, long seq) throws Wrong {
    return one(
        "SELECT hash FROM record WHERE stream = ? AND seq = ?",
        s -> {
          s.setString(1, stream);
          s.setLong(2, seq);
        },
        row -> row.getBytes(1));
  }

  /** The number of a stream's last record; 0 if there is none. */
  long last(String stream) throws Wrong {
    return one(
            "SELECT MAX(seq) FROM record WHERE stream = ?",
            s -> s.setString(1, stream),
            row -> row.getLong(1))
        .orElse(0L);
  }

  /** A part of a stream, by the numbers of its first and last record. */
  record Part(String stream, long from, long through) {}

  /** What each stream has between two times, µs, the second exclusive. */
  List<Part> between(long from, long to) throws Wrong {
    List<Part> parts = new ArrayList<>();
    each(
        "SELECT stream, MIN(seq), MAX(seq) FROM record WHERE at >= ? AND at < ?"
            + " GROUP BY stream ORDER BY stream",
        s -> {
          s.setLong(1, from);
          s.setLong(2, to);
        },
        row -> new Part(row.getString(1), row.getLong(2), row.getLong(3)),
        parts::add);
    return parts;
  }

  /** A crossing as the gate finds it. */
  record Crossing(byte[] id, String declaration) {}

  /** The crossings with this name, or with this id. */
  List<Crossing> crossings(String name, byte[] id) throws Wrong {
    List<Crossing> found = new ArrayList<>();
    each(
        "SELECT id, declaration FROM crossing WHERE name = ? OR id = ?",
        s -> {
          s.setString(1, name);
          s.setBytes(2, id);
        },
        row -> new Crossing(row.getBytes(1), row.getString(2)),
        found::add);
    return found;
  }

  private void rollback() throws Wrong {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new Wrong(place + " cannot be read", e);
    }
  }

  @Override
  public void close() throws Wrong {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      throw new Wrong(place + " cannot be closed", e);
    } finally {
      if (fresh != null) {
        fresh.close();
      }
    }
  }
}
