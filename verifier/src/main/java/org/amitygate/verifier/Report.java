package org.amitygate.verifier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was verified and what was found, for people and as JSON. */
final class Report {

  private final String place;
  private final Findings findings;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  Report(String place, Findings findings) {
    this.place = place;
    this.findings = findings;
  }

  /** A figure of the JSON. */
  Report figure(String name, Object value) {
    figures.put(name, value);
    return this;
  }

  /** A line for people. */
  Report line(String name, String text) {
    lines.add(name.isEmpty() ? "  " + text : "  %-10s  %s".formatted(name, text));
    return this;
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  boolean verified() {
    return findings.none();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    if (verified()) {
      text.append("VERIFIED ").append(place).append('\n');
    } else {
      text.append("NOT VERIFIED ").append(place).append(": ");
      text.append(
          findings.count() == 1 ? "this is wrong\n" : findings.count() + " things are wrong\n");
      findings.all().forEach(finding -> text.append("! ").append(finding).append('\n'));
      if (findings.all().size() < findings.count()) {
        text.append("! … and ").append(findings.count() - findings.all().size()).append(" more\n");
      }
    }
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("place", place).put("verified", verified());
    figures.forEach((name, value) -> json.set(name, mapper.valueToTree(value)));
    json.put("wrong", findings.count());
    ArrayNode all = json.putArray("findings");
    for (Finding finding : findings.all()) {
      ObjectNode one = all.addObject();
      if (!finding.stream().isEmpty()) {
        one.put("stream", finding.stream()).put("seq", finding.seq());
      }
      one.put("what", finding.sentence());
    }
    return json.toPrettyString() + "\n";
  }
}
