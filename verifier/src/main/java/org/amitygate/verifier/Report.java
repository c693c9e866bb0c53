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
  private final Findings unproved;
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  /**
   * @param findings what is wrong
   * @param unproved what nothing shows to be right or wrong
   */
  Report(String place, Findings findings, Findings unproved) {
    this.place = place;
    this.findings = findings;
    this.unproved = unproved;
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
    return findings.none() && unproved.none();
  }

  /** 0: verified, 1: something is wrong, 3: nothing is wrong, and not all of it is proved. */
  int status() {
    return verified() ? 0 : findings.none() ? 3 : 1;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    if (verified()) {
      text.append("VERIFIED ").append(place).append('\n');
    } else if (findings.none()) {
      text.append("NOT PROVED ").append(place).append(": nothing is wrong with what is proved\n");
    } else {
      text.append("NOT VERIFIED ").append(place).append(": ");
      text.append(
          findings.count() == 1 ? "this is wrong\n" : findings.count() + " things are wrong\n");
      tell(text, "! ", findings);
    }
    tell(text, "? ", unproved);
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static void tell(StringBuilder text, String mark, Findings all) {
    all.all().forEach(finding -> text.append(mark).append(finding).append('\n'));
    if (all.all().size() < all.count()) {
      text.append(mark).append("… and ").append(all.count() - all.all().size()).append(" more\n");
    }
  }

  String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("place", place).put("verified", verified());
    figures.forEach((name, value) -> json.set(name, mapper.valueToTree(value)));
    json.put("wrong", findings.count());
    list(json.putArray("findings"), findings);
    list(json.put("notProved", unproved.count()).putArray("unproved"), unproved);
    return json.toPrettyString() + "\n";
  }

  private static void list(ArrayNode into, Findings all) {
    for (Finding finding : all.all()) {
      ObjectNode one = into.addObject();
      if (!finding.stream().isEmpty()) {
        one.put("stream", finding.stream()).put("seq", finding.seq());
      }
      one.put("what", finding.sentence());
    }
  }
}
