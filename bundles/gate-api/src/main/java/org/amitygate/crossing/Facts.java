package org.amitygate.crossing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a crossing, by name: the only thing that survives a stage. Values are JSON:
 * String, Long, Double, Boolean, List, Map. Not thread-safe; a stage works on its own copy.
 */
public final class Facts {

  private final Map<String, Object> values;

  public Facts(Map<String, Object> values) {
    this.values = new LinkedHashMap<>(values);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(Object::toString);
  }

  /**
   * @throws IllegalStateException the fact is there and is no number
   */
  public Optional<Long> number(String name) {
    Object value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number n) {
      return Optional.of(n.longValue());
    }
    throw new IllegalStateException("fact '" + name + "' is '" + value + "', not a number");
  }

  public boolean yes(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  public Facts put(String name, Object value) {
    values.put(name, value);
    return this;
  }

  public Facts remove(String name) {
    values.remove(name);
    return this;
  }

  /** A copy. */
  public Map<String, Object> asMap() {
    return new LinkedHashMap<>(values);
  }
}
