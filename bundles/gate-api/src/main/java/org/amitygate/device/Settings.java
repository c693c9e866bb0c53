package org.amitygate.device;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the configuration says of one device, read-only.
 *
 * @param device the device's id: {@code <lane>.<role>[.<position>]}
 * @param values settings by name: String, Long, Double, Boolean, List or Map; checked against the
 *     driver's schema
 */
public record Settings(String device, Map<String, Object> values) {

  public Settings {
    values = Map.copyOf(values);
  }

  /** A text. @throws IllegalArgumentException it is missing */
  public String text(String name) {
    return find(name).map(Object::toString).orElseThrow(() -> missing(name));
  }

  /** A text, or another one if it is missing. */
  public String text(String name, String otherwise) {
    return find(name).map(Object::toString).orElse(otherwise);
  }

  /**
   * A whole number, or another one if it is missing. @throws IllegalArgumentException it is none
   */
  public long number(String name, long otherwise) {
    return find(name).map(v -> toLong(name, v)).orElse(otherwise);
  }

  /**
   * A duration written as {@code 250ms}, {@code 15s}, {@code 2m}, {@code 36h}, {@code 10d}, or
   * another one if it is missing.
   *
   * @throws IllegalArgumentException it has another form
   */
  public Duration duration(String name, Duration otherwise) {
    return find(name).map(v -> Durations.parse(v.toString())).orElse(otherwise);
  }

  private Optional<Object> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  private long toLong(String name, Object value) {
    if (value instanceof Number n && n.doubleValue() == n.longValue()) {
      return n.longValue();
    }
    throw new IllegalArgumentException(
        device + ": setting '" + name + "' must be a whole number, not '" + value + "'");
  }

  private IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(device + ": setting '" + name + "' is missing");
  }
}
