package org.amitygate.verifier;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Values as they are stored. In SQLite each has a type of its own, whatever its table says, and in
 * PostgreSQL a column can be given another one: then comparisons in SQL and the value that is read
 * tell different things. So only what is stored as a gate stores it is read.
 */
final class Stored {

  private Stored() {}

  /** A value is not stored as a gate stores it. The sentence goes on after the record's name. */
  static final class Strange extends Exception {
    private static final long serialVersionUID = 1;

    private Strange(String column, String kind) {
      super("its " + column + " is not stored as " + kind + ", as a gate stores it");
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  /** A record. */
  static Row row(ResultSet row) throws SQLException, Strange {
    byte[] body = bytes(row, "body");
    return new Row(
        Optional.of(whole(row, "position")),
        text(row, "stream"),
        whole(row, "seq"),
        bytes(row, "id"),
        whole(row, "at"),
        text(row, "type"),
        small(row, "v"),
        Optional.of(body),
        Hashes.sha256(body),
        bytesOrNone(row, "personal"),
        bytesOrNone(row, "personal_digest"),
        bytes(row, "previous"),
        bytes(row, "hash"));
  }

  static long whole(ResultSet row, String column) throws SQLException, Strange {
    Object value = row.getObject(column);
    if (value instanceof Long || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    throw new Strange(column, "a whole number");
  }

  static int small(ResultSet row, String column) throws SQLException, Strange {
    if (row.getObject(column) instanceof Integer value) {
      return value;
    }
    throw new Strange(column, "a whole number of 32 bits");
  }

  static String text(ResultSet row, String column) throws SQLException, Strange {
    if (row.getObject(column) instanceof String value) {
      return value;
    }
    throw new Strange(column, "text");
  }

  static byte[] bytes(ResultSet row, String column) throws SQLException, Strange {
    return bytesOrNone(row, column).orElseThrow(() -> new Strange(column, "bytes"));
  }

  static Optional<byte[]> bytesOrNone(ResultSet row, String column) throws SQLException, Strange {
    Object value = row.getObject(column);
    if (value == null || value instanceof byte[]) {
      return Optional.ofNullable((byte[]) value);
    }
    throw new Strange(column, "bytes");
  }
}
