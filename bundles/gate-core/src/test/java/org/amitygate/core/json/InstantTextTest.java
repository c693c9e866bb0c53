package org.amitygate.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

  private record Timed(Instant at) {}

  private static void check(Instant time) {
    String json = new String(Json.bytes(new Timed(time)), StandardCharsets.UTF_8);
    assertThat(json).isEqualTo("{\"at\":\"" + time + "\"}");
    assertThat(Json.read(json.getBytes(StandardCharsets.UTF_8), Timed.class).at()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T01:02:03Z",
        "2026-11-23T01:02:03.400Z",
        "2026-11-23T01:02:03.000050Z",
        "2026-11-23T01:02:03.000000007Z",
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "-0001-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z"
      })
  void timesAreWrittenAsTheLibraryWritesThem(String time) {
    check(Instant.parse(time));
  }

  @Test
  void soAreTheEndsOfTime() {
    check(Instant.MIN);
    check(Instant.MAX);
  }

  @Test
  void soIsAnyTime() {
    SplittableRandom random = new SplittableRandom(3);
    for (int unit : List.of(1, 1_000, 1_000_000, 1_000_000_000)) {
      for (int n = 0; n < 2_000; n++) {
        long seconds = random.nextLong(-100_000_000_000L, 300_000_000_000L);
        check(Instant.ofEpochSecond(seconds, (long) random.nextInt(1_000_000_000) / unit * unit));
      }
    }
  }
}
