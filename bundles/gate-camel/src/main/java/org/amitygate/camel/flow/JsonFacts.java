package org.amitygate.camel.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Facts are JSON, and only JSON: what a stage leaves is checked here before anything of it is kept.
 */
final class JsonFacts {

  private static final long LARGEST = 1L << 53;

  private JsonFacts() {}

  /**
   * A copy with whole numbers as Long and the others as Double.
   *
   * @throws IllegalStateException a value is no JSON, a number is beyond 2⁵³, or a name is empty
   */
  static Map<String, Object> checked(Map<String, Object> facts) {
    Map<String, Object> copy = new LinkedHashMap<>();
    facts.forEach((name, value) -> copy.put(name, checked(name, value)));
    return copy;
  }

  private static Object checked(String name, Object value) {
    if (value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return whole(name, ((Number) value).longValue());
    }
    if (value instanceof Double || value instanceof Float) {
      return finite(name, ((Number) value).doubleValue());
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(checked(name, element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(String.valueOf(key), checked(name, element)));
      return copy;
    }
    String found = value == null ? "null" : "a " + value.getClass().getName();
    throw new IllegalStateException(
        "fact '" + name + "' is " + found + "; facts are text, numbers, booleans, lists and maps");
  }

  private static Long whole(String name, long value) {
    if (Math.abs(value) >= LARGEST) {
      throw new IllegalStateException(
          "fact '" + name + "' is " + value + ", beyond 2^53; write it as text");
    }
    return value;
  }

  private static Double finite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalStateException(
          "fact '" + name + "' is " + value + "; JSON has no such number");
    }
    return value;
  }
}
