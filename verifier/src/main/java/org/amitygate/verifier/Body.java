package org.amitygate.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a verifier has to know of a record's body: which record it is, and which files it names. */
final class Body {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode json;

  private Body(JsonNode json) {
    this.json = json;
  }

  static Body of(byte[] bytes) {
    try {
      return new Body(MAPPER.readTree(bytes));
    } catch (IOException e) {
      return new Body(MissingNode.getInstance());
    }
  }

  boolean isOf(Row row) {
    return json.path("type").asText().equals(row.type())
        && json.path("v").isIntegralNumber()
        && json.path("v").asInt() == row.v();
  }

  String text(String field) {
    return json.path(field).asText();
  }

  long number(String field) {
    return json.path(field).asLong();
  }

  /** Evidence files that it names. */
  List<String> evidence() {
    List<String> names = new ArrayList<>();
    name(json, "evidence", names);
    json.path("pictures").forEach(picture -> name(picture, "digest", names));
    return names;
  }

  private static void name(JsonNode of, String field, List<String> names) {
    if (of.path(field).isTextual() && of.path("kept").asBoolean(true)) {
      names.add(of.path(field).asText());
    }
  }
}
