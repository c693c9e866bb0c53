package org.amitygate.itests;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the world planned and saw. Read on at every question. */
final class Ledger {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final List<JsonNode> read = new ArrayList<>();
  private long readBytes;

  Ledger(Path file) {
    this.file = file;
  }

  /**
   * A truck of the plan.
   *
   * @param declaration its reference at the export gate
   */
  record Truck(String id, String lane, String kind, String declaration) {}

  /** Everything so far; a line that is being written is left out. */
  private List<JsonNode> events() throws IOException {
    if (Files.exists(file)) {
      try (RandomAccessFile more = new RandomAccessFile(file.toFile(), "r")) {
        more.seek(readBytes);
        byte[] bytes = new byte[Math.toIntExact(more.length() - readBytes)];
        more.readFully(bytes);
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
          if (bytes[i] == '\n') {
            read.add(JSON.readTree(bytes, start, i - start));
            start = i + 1;
          }
        }
        readBytes += start;
      }
    }
    return read;
  }

  /** All events of a name. */
  List<JsonNode> events(String name) throws IOException {
    return events().stream().filter(event -> event.path("event").asText().equals(name)).toList();
  }

  /** Events of a name about a truck at a gate. */
  List<JsonNode> events(String name, String gate, Truck truck) throws IOException {
    return events(name).stream()
        .filter(event -> event.path("gate").asText().equals(gate))
        .filter(event -> event.path("truck").asText().equals(truck.id()))
        .toList();
  }

  /** The plan. */
  List<Truck> trucks() throws IOException {
    List<Truck> trucks = new ArrayList<>();
    for (JsonNode planned : events("plan")) {
      Truck truck =
          new Truck(
              planned.path("truck").asText(),
              planned.path("lane").asText(),
              planned.path("kind").asText(),
              planned.path("exportReferences").path(0).asText());
      trucks.add(truck);
    }
    return trucks;
  }

  /** Trucks that have left both gates behind. */
  List<Truck> through() throws IOException {
    List<String> ended =
        events("ended").stream()
            .filter(event -> event.path("how").asText().equals("through"))
            .map(event -> event.path("truck").asText())
            .toList();
    return trucks().stream().filter(truck -> ended.contains(truck.id())).toList();
  }

  /**
   * Fails unless a truck has passed the barrier of a gate once, and between the passage before it
   * and its own the boom rose exactly once, by a command.
   *
   * @param passage name of the event of its passage
   */
  void assertOneOpening(String gate, String passage, Truck truck) throws IOException {
    List<JsonNode> passages =
        events(passage).stream()
            .filter(event -> event.path("gate").asText().equals(gate))
            .filter(event -> event.path("lane").asText().equals(truck.lane()))
            .toList();
    List<JsonNode> own =
        passages.stream().filter(event -> event.path("truck").asText().equals(truck.id())).toList();
    assertEquals(own.toString(), 1, own.size());
    long to = own.get(0).path("t").asLong();
    long from =
        passages.stream()
            .mapToLong(event -> event.path("t").asLong())
            .filter(t -> t < to)
            .max()
            .orElse(0);
    List<JsonNode> opened = opened("boomLeftClosed", gate, truck.lane(), from, to);
    List<JsonNode> tokens = opened("tokenAccepted", gate, truck.lane(), from, to);
    assertEquals(truck + " at " + gate + ": " + opened, 1, opened.size());
    assertEquals(truck + " at " + gate + ": " + tokens, 1, tokens.size());
    assertEquals(opened.toString(), "command", opened.get(0).path("cause").asText());
    assertEquals(tokens.get(0).path("token").asLong(), opened.get(0).path("token").asLong());
    assertEquals(own.get(0).path("token").asLong(), opened.get(0).path("token").asLong());
  }

  /** Events of a name in a lane in a stretch of time. */
  private List<JsonNode> opened(String name, String gate, String lane, long from, long to)
      throws IOException {
    return events(name).stream()
        .filter(event -> event.path("gate").asText().equals(gate))
        .filter(event -> event.path("lane").asText().equals(lane))
        .filter(event -> event.path("t").asLong() > from && event.path("t").asLong() < to)
        .toList();
  }

  /** Openings of a lane that a barrier accepted after some time; in microseconds. */
  int openings(String gate, String lane, long after) throws IOException {
    return opened("tokenAccepted", gate, lane, after, Long.MAX_VALUE).size();
  }
}
