package org.amitygate.itests;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the world planned and saw. Read again at every question. */
final class Ledger {

  /** Kinds of trucks that need nobody's help and leave the devices alone. */
  private static final Set<String> EASY =
      Set.of("ordinary", "stalls", "repeated-read", "ghost-read", "next-plate");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

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
  List<JsonNode> events() throws IOException {
    List<JsonNode> events = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          events.add(JSON.readTree(line));
        } catch (JsonProcessingException e) {
          break;
        }
      }
    }
    return events;
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

  /** The plan. Fails if it has trucks for which these tests are not made. */
  List<Truck> trucks() throws IOException {
    List<Truck> trucks = new ArrayList<>();
    for (JsonNode planned : events("plan")) {
      Truck truck =
          new Truck(
              planned.path("truck").asText(),
              planned.path("lane").asText(),
              planned.path("kind").asText(),
              planned.path("exportReferences").path(0).asText());
      if (!EASY.contains(truck.kind())) {
        throw new AssertionError("choose another seed: the plan has " + truck);
      }
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
