package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class HeardTest {

  private static final Instant AT = Instant.parse("2026-11-23T01:02:03.000004Z");

  /** As JSON quotes them, or not. */
  private static final List<String> EVENTS =
      List.of(
          "", "camera 7 29C12345", "a\"b\\c/d", "\u0000\t\n\u001f\u007f", "粤B1 Đường 🚚", "'{}");

  @Test
  void isStoredAsTheMapThatItIs() {
    Map<String, Instant> times = new LinkedHashMap<>();
    Heard heard = Heard.NONE;
    assertStoredAs(times, heard);
    for (String event : EVENTS) {
      Instant at = AT.plusMillis(times.size());
      times.put(event, at);
      heard = heard.and(event, at);
      assertStoredAs(times, heard);
    }
    Heard read = Json.read(Json.bytes(heard), Heard.class);
    assertStoredAs(times, read);
    assertThat(EVENTS).allMatch(read::has);
  }

  private static void assertStoredAs(Map<String, Instant> times, Heard heard) {
    assertThat(new String(Json.bytes(heard), StandardCharsets.UTF_8))
        .isEqualTo(new String(Json.bytes(times), StandardCharsets.UTF_8));
  }

  @Test
  void theOldestMakesRoom() {
    Map<String, Instant> times = new LinkedHashMap<>();
    Heard heard = Heard.NONE;
    for (int i = 0; i <= Heard.RECENT; i++) {
      heard = heard.and("e" + i, AT.plusSeconds(i));
      times.put("e" + i, AT.plusSeconds(i));
    }
    times.remove("e0");
    assertStoredAs(times, heard);
    assertThat(heard.has("e0")).isFalse();
    assertThat(heard.has("e1")).isTrue();
  }

  @Test
  void whatIsOldIsForgotten() {
    Heard heard = Heard.NONE.and("a", AT).and("b", AT.plusSeconds(1)).and("c", AT.plusSeconds(2));
    assertThat(heard.since(AT)).isSameAs(heard);
    assertStoredAs(Map.of("c", AT.plusSeconds(2)), heard.since(AT.plusSeconds(2)));
    assertThat(heard.since(AT.plusSeconds(2)).has("a")).isFalse();
  }

  @Test
  void oneThatIsHeardOfChangesNoOther() {
    Heard before = Heard.NONE.and("a", AT);
    before.and("b", AT);
    before.since(AT.plusSeconds(1));
    assertThat(before.has("a")).isTrue();
    assertThat(before.has("b")).isFalse();
  }
}
