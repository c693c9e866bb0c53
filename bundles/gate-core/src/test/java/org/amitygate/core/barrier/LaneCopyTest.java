package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.json.Json;
import org.amitygate.device.BarrierState;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

/** What one transaction does to its copy of a lane, no other sees. */
class LaneCopyTest {

  private static final Instant AT = Instant.parse("2026-11-23T01:02:03Z");

  private static Lane full() {
    Lane lane = new Lane("L1");
    lane.alarm("TAILGATE", "a second one", AT);
    lane.zone().sense("entry", true, false);
    lane.zone().occupy(new UUID(7, 1), AT);
    lane.zone().readPlate(false, "29C-1", true);
    BarrierState closed =
        new BarrierState(
            AT, BarrierState.Position.CLOSED, 0, 0, 0, 0, 1, true, true, false, Map.of());
    lane.intend(new Opening(1, new UUID(7, 1), 1, Role.EXIT, closed, AT));
    lane.hearsFirst("io", read("1"), AT);
    return lane;
  }

  private static PlateRead read(String event) {
    return new PlateRead(AT, Optional.of("29C-1"), Optional.of(90), event, List.of(), Map.of());
  }

  @Test
  void aCopyIsEqual() {
    assertThat(Json.bytes(full().copy())).isEqualTo(Json.bytes(full()));
  }

  @Test
  void nothingThatIsDoneToACopyReachesTheOriginal() {
    Lane lane = full();
    byte[] before = Json.bytes(lane);
    Lane copy = lane.copy();

    copy.alarm("MANUAL", "another", AT);
    copy.zone().vacate(AT);
    copy.opening().orElseThrow().restarted();
    copy.hearsFirst("io", read("2"), AT);
    copy.endOpening(true);
    copy.close("closed");

    assertThat(Json.bytes(lane)).isEqualTo(before);
    assertThat(Json.bytes(copy)).isNotEqualTo(before);
  }

  @Test
  void aCopySharesNothingThatCanChange() throws IllegalAccessException {
    Lane lane = full();
    Lane copy = lane.copy();
    for (Field field : Lane.class.getDeclaredFields()) {
      Object value = Modifier.isStatic(field.getModifiers()) ? null : value(field, lane);
      if (value instanceof Collection<?> || value instanceof Map<?, ?> || ours(value)) {
        assertThat(value(field, copy) != value || cannotChange(value)).as(field.getName()).isTrue();
      }
    }
  }

  private static boolean cannotChange(Object value) {
    try {
      if (!(value instanceof Map<?, ?> map)) {
        return false;
      }
      map.clear();
      return false;
    } catch (UnsupportedOperationException e) {
      return true;
    }
  }

  private static Object value(Field field, Object of) throws IllegalAccessException {
    field.setAccessible(true);
    return field.get(of);
  }

  private static boolean ours(Object value) {
    return Stream.of(Zone.class, Opening.class).anyMatch(type -> type.isInstance(value));
  }
}
