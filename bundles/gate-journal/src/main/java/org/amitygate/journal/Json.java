package org.amitygate.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** Bodies: UTF-8 JSON objects without white space, fields in the order in which they were put. */
final class Json {

  /** Integers of a record are below this, so that every JSON reader reads them exactly. */
  static final long INTEGER_END = 1L << 53;

  /** Of a usual record. */
  private static final int EXPECTED_BYTES = 256;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
    }
  }

  static ObjectNode object(byte[] json) {
    try {
      return MAPPER.readValue(json, ObjectNode.class);
    } catch (IOException e) {
      throw new IllegalStateException("the store holds a damaged body: " + e.getMessage(), e);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * The exact bytes of a record's body: {@code type}, {@code v}, then what the type says.
   *
   * @throws IllegalArgumentException the body brings its own {@code type} or {@code v}, or a number
   *     that is not exact
   */
  static byte[] recordBody(String type, int v, ObjectNode body) {
    if (body.has("type") || body.has("v")) {
      throw new IllegalArgumentException(type + ": the fields type and v are added by the journal");
    }
    checkExact(type, body);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(EXPECTED_BYTES);
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeNumberField("v", v);
      for (Map.Entry<String, JsonNode> field : body.properties()) {
        json.writeFieldName(field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalArgumentException(type + ": not a JSON value: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, JsonNode value) throws IOException {
    if (value.isTextual()) {
      json.writeString(value.textValue());
    } else if (value.isIntegralNumber()) {
      json.writeNumber(value.longValue());
    } else if (value.isObject()) {
      json.writeStartObject();
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        json.writeFieldName(field.getKey());
        write(json, field.getValue());
      }
      json.writeEndObject();
    } else if (value.isArray()) {
      json.writeStartArray();
      for (JsonNode element : value) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value.isBoolean()) {
      json.writeBoolean(value.booleanValue());
    } else {
      MAPPER.writeTree(json, value);
    }
  }

  /** Refuses fractions and integers from 2⁵³: a record says those as decimal strings. */
  static void checkExact(String where, JsonNode node) {
    if (!isExact(node)) {
      throw new IllegalArgumentException(inexact(where, node));
    }
  }

  private static boolean isExact(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, ARRAY -> {
        for (JsonNode member : node) {
          if (!isExact(member)) {
            yield false;
          }
        }
        yield true;
      }
      case NUMBER ->
          node.isIntegralNumber()
              && node.canConvertToLong()
              && node.longValue() < INTEGER_END
              && node.longValue() > -INTEGER_END;
      case POJO -> false;
      default -> true;
    };
  }

  /** Where the first thing that is not exact is, and what. */
  private static String inexact(String where, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        if (!isExact(member.getValue())) {
          return inexact(where + "." + member.getKey(), member.getValue());
        }
      }
    }
    for (JsonNode element : node) {
      if (!isExact(element)) {
        return inexact(where, element);
      }
    }
    return node.isNumber()
        ? where + ": " + node + " must be a decimal string: numbers are integers below 2^53"
        : where + ": not a JSON value";
  }
}
