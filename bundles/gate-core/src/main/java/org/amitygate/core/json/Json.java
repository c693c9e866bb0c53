package org.amitygate.core.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the gate writes JSON: times as ISO 8601 text in UTC, unknown members ignored so that older
 * code reads newer bodies.
 */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule().addSerializer(Instant.class, new InstantText()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
          .build();

  private static final ObjectReader TREES =
      MAPPER.readerFor(ObjectNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An object of a bean, a record or a map. */
  public static ObjectNode object(Object value) {
    return (ObjectNode) node(value);
  }

  /** Facts, answers and signals are maps of text and numbers: those need no mapper. */
  private static JsonNode node(@Nullable Object value) {
    JsonNodeFactory nodes = MAPPER.getNodeFactory();
    if (value instanceof String text) {
      return nodes.textNode(text);
    } else if (value instanceof Long number) {
      return nodes.numberNode(number.longValue());
    } else if (value instanceof Integer number) {
      return nodes.numberNode(number.intValue());
    } else if (value instanceof Boolean yes) {
      return nodes.booleanNode(yes);
    } else if (value instanceof Map<?, ?> map
        && map.keySet().stream().allMatch(key -> key instanceof String)) {
      ObjectNode object = nodes.objectNode();
      map.forEach((key, member) -> object.set((String) key, node(member)));
      return object;
    } else if (value instanceof List<?> list) {
      ArrayNode array = nodes.arrayNode(list.size());
      list.forEach(element -> array.add(node(element)));
      return array;
    }
    return MAPPER.valueToTree(value);
  }

  /**
   * @throws IllegalStateException the tree is no such thing: stored data that this version cannot
   *     read
   */
  public static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "stored " + type.getSimpleName() + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  /** As {@link #read(JsonNode, Class)}, of JSON in UTF-8. */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (IOException e) {
      throw new IllegalStateException(
          "stored " + type.getSimpleName() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @throws IllegalStateException it is no JSON object
   */
  public static ObjectNode tree(byte[] json) {
    try {
      return TREES.readValue(json);
    } catch (IOException e) {
      throw new IllegalStateException("a stored body is damaged: " + e.getMessage(), e);
    }
  }

  /** In UTF-8, without white space, members in the order of the fields. */
  public static byte[] bytes(@Nullable Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON value: " + e.getOriginalMessage(), e);
    }
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(JsonNode tree) {
    return MAPPER.convertValue(tree, Map.class);
  }
}
