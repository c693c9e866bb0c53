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
 * folder. A part that nobody wanted has none, and its keys are missing; one that was wanted and has
 * none came to no end, which is a violation like each that it names.
 */
public final class Together {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is taken of each part. */
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "search",
          List.of(
              "states",
              "guardsRemoved",
              "guardsCaught",
              "rulesRemoved",
              "rulesCaught",
              "transitionsCovered",
              "transitionsTotal"),
          "simulation",
          List.of("seeds", "faults", "crossings"),
          "rules",
          List.of("rulesPassed", "rulesFailed", "rulesNotRun"),
          "proxy",
          List.of("proxy"));

  private Together() {}

  /**
   * @param args the folder, the parts that were wanted, with commas, and where the report goes
   *     besides the standard output, if anywhere. The exit code is 1 if there are violations
   */
  public static void main(String[] args) throws IOException {
    ObjectNode report = report(Path.of(args[0]), List.of(args[1].split(",")));
    String text = report.toPrettyString() + "\n";
    System.out.print(text);
    if (args.length > 2) {
      Files.writeString(Path.of(args[2]), text);
    }
    System.exit(report.path("violations").asLong() == 0 ? 0 : 1);
  }

  static ObjectNode report(Path folder, List<String> wanted) throws IOException {
    ObjectNode report = JSON.createObjectNode();
    long violations = 0;
    for (String part : wanted) {
      Path file = folder.resolve(part + ".json");
      if (Files.exists(file)) {
        JsonNode json = JSON.readTree(file.toFile());
        KEYS.getOrDefault(part, List.of()).forEach(key -> report.set(key, json.path(key)));
        violations += violations(json);
      } else {
        violations++;
      }
    }
    return report.put("violations", violations);
  }

  /** What each part calls by a name of its own: a rule that was not run is not proved either. */
  private static long violations(JsonNode json) {
    return json.path("violations").asLong()
        + json.path("rulesFailed").asLong()
        + json.path("rulesNotRun").asLong()
        + json.path("complaints").size();
  }
}
