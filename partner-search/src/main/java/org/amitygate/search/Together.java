package org.amitygate.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The last step of {@code ./gate prove partner}: one report of those of its parts, which lie in a
 * folder. A part that was left out has none, and its keys are missing.
 */
public final class Together {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is taken of each part; violations are added up. */
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "search.json",
          List.of(
              "states",
              "guardsRemoved",
              "guardsCaught",
              "rulesRemoved",
              "rulesCaught",
              "transitionsCovered",
              "transitionsTotal"),
          "simulation.json",
          List.of("seeds", "faults", "crossings"),
          "rules.json",
          List.of("rulesPassed", "rulesFailed", "rulesNotRun"),
          "proxy.json",
          List.of("proxy"));

  private Together() {}

  /**
   * @param args the folder, and where the report goes besides the standard output, if anywhere
   */
  public static void main(String[] args) throws IOException {
    ObjectNode report = report(Path.of(args[0]));
    String text = report.toPrettyString() + "\n";
    System.out.print(text);
    if (args.length > 1) {
      Files.writeString(Path.of(args[1]), text);
    }
  }

  static ObjectNode report(Path folder) throws IOException {
    ObjectNode report = JSON.createObjectNode();
    long violations = 0;
    for (String part : List.of("search.json", "simulation.json", "rules.json", "proxy.json")) {
      Path file = folder.resolve(part);
      if (Files.exists(file)) {
        JsonNode json = JSON.readTree(file.toFile());
        KEYS.get(part).forEach(key -> report.set(key, json.path(key)));
        violations += json.path("violations").asLong();
      }
    }
    return report.put("violations", violations);
  }
}
