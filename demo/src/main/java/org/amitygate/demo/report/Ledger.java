package org.amitygate.demo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the world saw, in the order of its lines. */
public record Ledger(List<LedgerEvent> events) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Ledger {
    events = List.copyOf(events);
  }

  /** Reads a file that may still be written; a torn line is left out, a missing file is empty. */
  public static Ledger read(Path file) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      text = "";
    }
    return parse(text);
  }

  /** Lines of JSON; what is not an object with a time and a name is left out. */
  public static Ledger parse(String text) {
    List<LedgerEvent> events = new ArrayList<>();
    for (String line : text.split("\n")) {
      try {
        JsonNode node = JSON.readTree(line);
        if (node != null && node.path("t").isIntegralNumber() && node.path("event").isTextual()) {
          events.add(new LedgerEvent(node.path("t").asLong(), node.path("event").asText(), node));
        }
      } catch (JsonProcessingException torn) {
        continue;
      }
    }
    return new Ledger(events);
  }

  /** The events of these names. */
  public List<LedgerEvent> of(String... names) {
    List<String> wanted = Arrays.asList(names);
    return events.stream().filter(event -> wanted.contains(event.name())).toList();
  }

  /** From its beginning until it was done, to a tenth; 0 if it has no end. */
  double minutes() {
    List<LedgerEvent> begun = of("begun");
    List<LedgerEvent> done = of("done");
    return begun.isEmpty() || done.isEmpty()
        ? 0
        : Math.round((done.get(0).at() - begun.get(0).at()) / 6_000_000.0) / 10.0;
  }

  /** Without those that the world sent away before they drove in. */
  List<PlannedTruck> plan() {
    Set<String> away =
        of("sentAway").stream().map(event -> event.text("truck")).collect(Collectors.toSet());
    return of("plan").stream()
        .map(PlannedTruck::of)
        .filter(truck -> !away.contains(truck.id()))
        .toList();
  }

  Optional<LedgerEvent> first(String name, String truck) {
    return events.stream()
        .filter(event -> event.name().equals(name) && event.text("truck").equals(truck))
        .findFirst();
  }
}
