package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Durations;

/** The options of one endpoint URI, taken one after another; what is left over is unknown. */
final class Parameters {

  private final String endpoint;
  private final Map<String, Object> values;

  /**
   * @param endpoint how sentences name it, such as {@code crossing:hold}
   */
  Parameters(String endpoint, Map<String, Object> values) {
    this.endpoint = endpoint;
    this.values = values;
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(values.remove(name)).map(Object::toString).map(String::strip);
  }

  /**
   * @throws FlowRefused it is missing or empty
   */
  String text(String name) {
    return optional(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> refused("needs " + name + "=…"));
  }

  /** Every option that was not taken, taken now. */
  Map<String, String> rest() {
    Map<String, String> rest = new LinkedHashMap<>();
    values.forEach((name, value) -> rest.put(name, value.toString().strip()));
    values.clear();
    return rest;
  }

  /**
   * @throws FlowRefused it is missing or no duration
   */
  Duration duration(String name) {
    String text = text(name);
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused(name + "=" + e.getMessage());
    }
  }

  /**
   * @throws FlowRefused an option was not taken
   */
  void nothingElse() {
    if (!values.isEmpty()) {
      throw refused("has no option '" + values.keySet().iterator().next() + "'");
    }
  }

  FlowRefused refused(String what) {
    return new FlowRefused(endpoint + " " + what);
  }
}
