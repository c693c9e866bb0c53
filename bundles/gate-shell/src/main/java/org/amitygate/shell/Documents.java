package org.amitygate.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** JSON documents as commands print them. */
final class Documents {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int BRIEF = 200;

  private Documents() {}

  /** One array. */
  static String list(List<? extends JsonNode> documents) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    documents.forEach(all::add);
    return all.toPrettyString();
  }

  /** A time for people, in UTC. */
  static String time(Instant at) {
    return TIME.format(at);
  }

  /** The same, of an ISO 8601 text; what is no time stays as it is. */
  static String time(String iso) {
    try {
      return time(Instant.parse(iso));
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  /** Every field but some, as {@code name=value}. */
  static String rest(JsonNode document, String... without) {
    Set<String> left = Set.of(without);
    StringJoiner text = new StringJoiner(" ");
    document
        .properties()
        .forEach(
            field -> {
              if (!left.contains(field.getKey())) {
                text.add(field.getKey() + "=" + brief(field.getValue()));
              }
            });
    return text.toString();
  }

  /** A value in one short line. */
  static String brief(JsonNode value) {
    String text = value.isValueNode() ? value.asText() : value.toString();
    return text.length() > BRIEF ? text.substring(0, BRIEF) + "…" : text;
  }
}
