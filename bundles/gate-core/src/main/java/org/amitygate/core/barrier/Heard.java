package org.amitygate.core.barrier;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.amitygate.core.json.Json;

/**
 * The last events that a lane's cameras told, oldest first, and when. Their JSON is kept: a lane is
 * stored far more often than it hears of one. Immutable.
 */
final class Heard {

  /**
   * So many are remembered. A camera repeats those of its last seconds after a break; the driver,
   * which tells repeats too, forgets them when the gate dies.
   */
  static final int RECENT = 32;

  static final Heard NONE = of(Map.of());

  /**
   * One of them.
   *
   * @param json as it stands in an object
   */
  private record Event(Instant at, String json) {
    static Event of(String event, Instant at) {
      String object = new String(Json.bytes(Map.of(event, at)), StandardCharsets.UTF_8);
      return new Event(at, object.substring(1, object.length() - 1));
    }
  }

  private final Map<String, Event> events;
  private final String json;

  private Heard(Map<String, Event> events) {
    this.events = events;
    this.json =
        events.values().stream().map(Event::json).collect(Collectors.joining(",", "{", "}"));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Heard of(Map<String, Instant> events) {
    Map<String, Event> all = new LinkedHashMap<>();
    events.forEach((event, at) -> all.put(event, Event.of(event, at)));
    return new Heard(all);
  }

  boolean has(String event) {
    return events.containsKey(event);
  }

  /** And this one, which is new, in the place of the oldest. */
  Heard and(String event, Instant at) {
    Map<String, Event> all = new LinkedHashMap<>(events);
    all.put(event, Event.of(event, at));
    if (all.size() > RECENT) {
      all.remove(all.keySet().iterator().next());
    }
    return new Heard(all);
  }

  /** Without those of before a time; the same object if there are none. */
  Heard since(Instant time) {
    Map<String, Event> left = new LinkedHashMap<>(events);
    return left.values().removeIf(event -> event.at().isBefore(time)) ? new Heard(left) : this;
  }

  /** Times by event. */
  @JsonValue
  @JsonRawValue
  String json() {
    return json;
  }
}
