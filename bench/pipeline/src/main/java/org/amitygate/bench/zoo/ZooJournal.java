package org.amitygate.bench.zoo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the journal of the gate, in SQLite, also while it is written. */
final class ZooJournal {

  /** Before the JSON of personal values. */
  private static final int SALT_BYTES = 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;

  /**
   * A record.
   *
   * @param millis since 1970
   */
  record Found(long position, long millis, JsonNode body) {}

  ZooJournal(Path file) {
    url = "jdbc:sqlite:file:" + file + "?mode=ro";
  }

  /** The place of the last record. */
  long position() throws IOException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement asked = connection.prepareStatement("SELECT MAX(position) FROM record");
        ResultSet row = asked.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      throw new IOException("the journal cannot be read", e);
    }
  }

  /** The first record of a type after a place. */
  Optional<Found> first(String type, long after) throws IOException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement asked =
            connection.prepareStatement(
                "SELECT position, at, body FROM record WHERE position > ? AND type = ?"
                    + " ORDER BY position LIMIT 1")) {
      asked.setLong(1, after);
      asked.setString(2, type);
      try (ResultSet row = asked.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Found(row.getLong(1), row.getLong(2) / 1_000, JSON.readTree(row.getBytes(3))))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IOException("the journal cannot be read", e);
    }
  }

  /**
   * What is stored of the plates.
   *
   * @param times how often each event is stored
   * @param lanesOf the lanes that a version of the driver read plates or weights on
   */
  record Plates(Map<String, Integer> times, Map<String, Set<String>> lanesOf) {}

  /** Reads all plates and weights. */
  Plates plates() throws IOException {
    Map<String, Integer> times = new HashMap<>();
    Map<String, Set<String>> lanes = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement asked =
            connection.prepareStatement(
                "SELECT type, body, personal FROM record"
                    + " WHERE type IN ('PlateRead', 'WeightMeasured')");
        ResultSet row = asked.executeQuery()) {
      while (row.next()) {
        JsonNode body = JSON.readTree(row.getBytes(2));
        byte[] personal = row.getBytes(3);
        JsonNode attributes = body.path("attributes");
        if (row.getString(1).equals("PlateRead")) {
          times.merge(body.path("eventId").asText(), 1, Integer::sum);
          attributes =
              personal == null
                  ? attributes
                  : JSON.readTree(personal, SALT_BYTES, personal.length - SALT_BYTES)
                      .path("attributes");
        }
        String device = body.path("device").asText();
        lanes
            .computeIfAbsent(attributes.path("driver").asText(), version -> new HashSet<>())
            .add(device);
      }
      return new Plates(times, lanes);
    } catch (SQLException e) {
      throw new IOException("the journal cannot be read", e);
    }
  }
}
