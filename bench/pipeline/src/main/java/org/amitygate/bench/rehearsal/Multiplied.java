package org.amitygate.bench.rehearsal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes a busy day of a short one: the crossings of a journal, and the records of their stages,
 * again and again under ids of their own. Their chains are copies and would not verify.
 */
final class Multiplied {

  private Multiplied() {}

  /**
   * Adds copies until there are so many ended crossings.
   *
   * @param journal that nobody has open
   */
  static void to(long crossings, Path journal) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal)) {
      connection.setAutoCommit(false);
      List<byte[]> ended = ended(connection);
      if (ended.isEmpty()) {
        throw new IOException("there is no crossing in " + journal);
      }
      for (long made = ended.size(); made < crossings; made++) {
        copy(connection, ended.get((int) (made % ended.size())), new UUID(made, made));
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IOException(journal + " cannot be multiplied", e);
    }
  }

  private static List<byte[]> ended(Connection connection) throws SQLException {
    List<byte[]> ids = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM crossing WHERE open = 0")) {
      while (row.next()) {
        ids.add(row.getBytes(1));
      }
    }
    return ids;
  }

  private static void copy(Connection connection, byte[] original, UUID id) throws SQLException {
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    ByteBuffer read = ByteBuffer.wrap(original);
    UUID from = new UUID(read.getLong(), read.getLong());
    try (PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO crossing SELECT ?, name, role, lane, flow, flow_version, state, stage,"
                    + " reason, plate, declaration, open, opened_at, changed_at, due_at, version,"
                    + " body, words FROM crossing WHERE id = ?");
        PreparedStatement records =
            connection.prepareStatement(
                "INSERT INTO record (stream, seq, id, at, type, v, body, personal, personal_digest,"
                    + " previous, hash) SELECT ?, seq, id, at, type, v, body, personal,"
                    + " personal_digest, previous, hash FROM record WHERE stream = ?")) {
      row.setBytes(1, bytes);
      row.setBytes(2, original);
      row.executeUpdate();
      records.setString(1, "crossing:" + id);
      records.setString(2, "crossing:" + from);
      records.executeUpdate();
    }
  }
}
