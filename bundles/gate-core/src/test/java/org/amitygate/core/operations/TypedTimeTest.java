package org.amitygate.core.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedTimeTest {

  private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

  /** Half past midnight at the gate. */
  private static final Instant NOW = Instant.parse("2026-11-26T17:30:00Z");

  private static String past(String typed) {
    try {
      return TypedTime.past("--since", typed, ZONE, NOW).toString();
    } catch (Refusal e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday, 2026-11-25T17:00:00Z",
    "today, 2026-11-26T17:00:00Z",
    "P1D, 2026-11-25T17:30:00Z",
    "PT6H, 2026-11-26T11:30:00Z",
    "2026-11-23, 2026-11-22T17:00:00Z",
    "2026-11-23T08:30, 2026-11-23T01:30:00Z",
    "2026-11-23T01:30:00Z, 2026-11-23T01:30:00Z",
  })
  void readsTimesInThePast(String typed, String time) {
    assertThat(past(typed)).isEqualTo(time);
  }

  @Test
  void refusesWhatIsNone() {
    assertThat(past("last week"))
        .startsWith("--since 'last week' is no time: write yesterday, P1D, 2026-11-23");
    assertThat(past("Pfui"))
        .isEqualTo("--since 'Pfui' is no time ago: write P1D for a day or PT6H for six hours");
    assertThat(past("-300000-01-01T00:00:00Z"))
        .startsWith("--since '-300000-01-01T00:00:00Z' is no time: write ");
    for (String far :
        new String[] {"P500000Y", "PT9000000000H", "P999999999Y", "PT2000000000000H"}) {
      assertThat(past(far)).startsWith("--since '" + far + "' is no time ago: write ");
    }
    assertThat(past("2027-01-01"))
        .isEqualTo("--since '2027-01-01' is not past: name an earlier time");
  }
}
