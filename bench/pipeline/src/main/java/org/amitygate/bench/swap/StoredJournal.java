package org.amitygate.bench.swap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from the journal of a gate, in SQLite, what became of the load's readings. */
final class StoredJournal {

  private static final String RECORDS =
      "SELECT stream, type, body, personal FROM record WHERE type IN ('WeightMeasured',"
          + " 'PlateRead', 'CrossingBegun', 'StageCompleted', 'CrossingEnded',"
          + " 'PluginRestartedOthers') ORDER BY position";

  /** Before the JSON of personal values. */
  private static final int SALT_BYTES = 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Stored.Reading> readings = new ArrayList<>();
  private final Map<String, Begun> crossings = new HashMap<>();
  private int restartedOthers;

  /** A crossing, by the stream of its records. */
  private static final class Begun {
    final int flow;
    final List<Integer> stages = new ArrayList<>();
    Stored.@Nullable Event event;
    boolean ended;

    Begun(int flow) {
      this.flow = flow;
    }
  }

  private StoredJournal() {}

  /** Reads all of it. */
  static Stored read(Path file) throws IOException {
    StoredJournal journal = new StoredJournal();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(RECORDS)) {
      while (row.next()) {
        byte[] personal = row.getBytes("personal");
        journal.take(
            row.getString("stream"),
            row.getString("type"),
            JSON.readTree(row.getBytes("body")),
            personal == null
                ? MissingNode.getInstance()
                : JSON.readTree(personal, SALT_BYTES, personal.length - SALT_BYTES));
      }
    } catch (SQLException e) {
      throw new IOException(file + " cannot be read", e);
    }
    Map<Stored.Event, Stored.Crossing> byEvent = new HashMap<>();
    for (Begun begun : journal.crossings.values()) {
      if (begun.event != null) {
        byEvent.put(
            begun.event, new Stored.Crossing(begun.flow, List.copyOf(begun.stages), begun.ended));
      }
    }
    return new Stored(journal.readings, byEvent, journal.restartedOthers);
  }

  private void take(String stream, String type, JsonNode body, JsonNode personal) {
    Begun crossing = crossings.get(stream);
    switch (type) {
      case "WeightMeasured" -> reading(body.path("attributes"), "event", body.path("attributes"));
      case "PlateRead" -> reading(body, "eventId", personal.path("attributes"));
      case "CrossingBegun" ->
          crossings.put(stream, new Begun(Exchanged.Kind.index(body.path("flowVersion").asText())));
      case "StageCompleted" -> {
        if (crossing != null) {
          completed(crossing, body.path("stage").asText(), personal.path("facts"));
        }
      }
      case "CrossingEnded" -> {
        if (crossing != null) {
          crossing.ended = body.path("state").asText().equals("DONE");
        }
      }
      default -> restartedOthers++;
    }
  }

  private void reading(JsonNode of, String event, JsonNode attributes) {
    readings.add(
        new Stored.Reading(
            Stored.Event.of(of.path(event).asText()),
            Exchanged.Kind.index(attributes.path("driver").asText())));
  }

  private static void completed(Begun crossing, String stage, JsonNode facts) {
    crossing.stages.add(Exchanged.Kind.index(facts.path("flow." + stage).asText()));
    if (facts.has("event")) {
      crossing.event = Stored.Event.of(facts.path("event").asText());
    }
  }
}
