package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

/** What one transaction does to its copy of a crossing, no other sees. */
class CrossingCopyTest {

  private static final Instant AT = Instant.parse("2026-11-23T01:02:03Z");

  private static Crossing full() {
    Crossing crossing =
        new Crossing(
            new UUID(7, 1), "HN-1", Role.EXIT, "L1", "dx", "cargo-export", "1.0.0", "weigh", AT);
    crossing.facts(Map.of("plate", "29C-1"));
    crossing.queue(new Signal("customs", AT, Map.of()));
    crossing.answers().put("1:1", Map.of("grossKg", 1));
    crossing.await(new Waiting(List.of("customs"), AT, "hold:SYSTEM", "decide"));
    return crossing;
  }

  @Test
  void aCopyIsEqual() {
    assertThat(Json.object(full().copy())).isEqualTo(Json.object(full()));
  }

  @Test
  void nothingThatIsDoneToACopyReachesTheOriginal() {
    Crossing crossing = full();
    ObjectNode before = Json.object(crossing);
    Crossing copy = crossing.copy();

    copy.facts().put("seal", "7");
    copy.answers().put("1:2", Map.of());
    copy.take(List.of("customs"));
    copy.enter("decide", null, AT);
    copy.hold(HoldReason.WEIGHT, "too heavy", AT);
    copy.version(9);

    assertThat(Json.object(crossing)).isEqualTo(before);
    assertThat(Json.object(copy)).isNotEqualTo(before);
  }

  @Test
  void aCopySharesNoCollection() throws IllegalAccessException {
    Crossing crossing = full();
    Crossing copy = crossing.copy();
    for (Field field : Crossing.class.getDeclaredFields()) {
      Object value = Modifier.isStatic(field.getModifiers()) ? null : value(field, crossing);
      if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
        assertThat(value(field, copy)).as(field.getName()).isNotSameAs(value);
      }
    }
  }

  private static Object value(Field field, Object of) throws IllegalAccessException {
    field.setAccessible(true);
    return field.get(of);
  }
}
