package org.amitygate.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of the file and the line on which it, or the key that names it, stands.
 *
 * @param value String, Long, Double, Boolean, null, a List of Located, or a Map from String to
 *     Located
 */
record Located(@Nullable Object value, int line) {

  boolean isMap() {
    return value instanceof Map;
  }

  /** The fields of a map, in the order of the file; none if this is no map. */
  @SuppressWarnings("unchecked")
  Map<String, Located> fields() {
    return value instanceof Map ? (Map<String, Located>) value : Map.of();
  }

  /** The items of a list; none if this is no list. */
  @SuppressWarnings("unchecked")
  List<Located> items() {
    return value instanceof List ? (List<Located>) value : List.of();
  }

  /** A field; a missing one is null in value and stands where this map begins. */
  Located field(String name) {
    return fields().getOrDefault(name, new Located(null, line));
  }

  boolean isMissing() {
    return value == null;
  }

  String text() {
    return String.valueOf(value);
  }

  String text(String otherwise) {
    return value == null ? otherwise : text();
  }

  /** This tree with other leaves; a changed leaf keeps its line. */
  Located mapLeaves(Function<Located, @Nullable Object> change) {
    if (isMap()) {
      Map<String, Located> changed = new LinkedHashMap<>();
      fields().forEach((name, field) -> changed.put(name, field.mapLeaves(change)));
      return new Located(changed, line);
    }
    if (value instanceof List) {
      List<Located> changed = new ArrayList<>();
      items().forEach(item -> changed.add(item.mapLeaves(change)));
      return new Located(changed, line);
    }
    return new Located(change.apply(this), line);
  }

  /** Lays another map over this one, field by field; an explicit null takes a field away. */
  Located overlaid(Located over) {
    if (!isMap() || !over.isMap()) {
      return over;
    }
    Map<String, Located> merged = new LinkedHashMap<>(fields());
    over.fields()
        .forEach(
            (name, field) -> {
              if (field.isMissing()) {
                merged.remove(name);
              } else {
                merged.merge(name, field, Located::overlaid);
              }
            });
    return new Located(merged, over.line);
  }

  JsonNode toJson() {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (isMap()) {
      ObjectNode object = json.objectNode();
      fields().forEach((name, field) -> object.set(name, field.toJson()));
      return object;
    }
    if (value instanceof List) {
      ArrayNode array = json.arrayNode();
      items().forEach(item -> array.add(item.toJson()));
      return array;
    }
    if (value instanceof Long number) {
      return json.numberNode(number);
    }
    if (value instanceof Double number) {
      return json.numberNode(number);
    }
    if (value instanceof Boolean bool) {
      return json.booleanNode(bool);
    }
    return value == null ? json.nullNode() : json.textNode(text());
  }

  /** The same without lines: String, Long, Double, Boolean, List, Map; nulls are left out. */
  @Nullable Object plain() {
    if (isMap()) {
      Map<String, Object> map = new LinkedHashMap<>();
      fields()
          .forEach(
              (name, field) -> {
                Object plain = field.plain();
                if (plain != null) {
                  map.put(name, plain);
                }
              });
      return map;
    }
    if (value instanceof List) {
      List<Object> list = new ArrayList<>();
      for (Located item : items()) {
        Object plain = item.plain();
        if (plain != null) {
          list.add(plain);
        }
      }
      return list;
    }
    return value;
  }
}
