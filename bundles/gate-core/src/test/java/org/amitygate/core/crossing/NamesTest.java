package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.amitygate.core.crossing.StageOutcome.Late;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short names and what a deadline means, as text. */
class NamesTest {

  @Test
  void aNameSaysGateDateNumberAndCheck() {
    String name = CrossingName.of("huu-nghi", LocalDate.of(2026, 1, 3), 42);
    assertThat(name).matches("HN-0103-0042-[ACEFHJKMPRTUWXY3479]");
    assertThat(CrossingName.of("huu--nghi-", LocalDate.of(2026, 1, 3), 42)).isEqualTo(name);
    assertThat(CrossingName.of("huu-nghi", LocalDate.of(2026, 11, 23), 12_345))
        .startsWith("HN-1123-12345-");
  }

  @Test
  void oneWrongDigitOrTwoSwappedChangeTheCheck() {
    LocalDate day = LocalDate.of(2026, 11, 23);
    for (int number = 0; number < 10_000; number += 7) {
      char check = check(day, number);
      String digits = "%04d".formatted(number);
      for (int i = 0; i < 4; i++) {
        for (char digit = '0'; digit <= '9'; digit++) {
          String other = digits.substring(0, i) + digit + digits.substring(i + 1);
          if (!other.equals(digits)) {
            assertThat(check(day, Integer.parseInt(other))).isNotEqualTo(check);
          }
        }
        for (int j = i + 1; j < 4; j++) {
          char[] swapped = digits.toCharArray();
          swapped[i] = digits.charAt(j);
          swapped[j] = digits.charAt(i);
          if (swapped[i] != swapped[j]) {
            assertThat(check(day, Integer.parseInt(new String(swapped)))).isNotEqualTo(check);
          }
        }
      }
    }
  }

  private static char check(LocalDate day, long number) {
    String name = CrossingName.of("huu-nghi", day, number);
    return name.charAt(name.length() - 1);
  }

  @Test
  void aDeadlineHoldsOrGoesOn() {
    assertThat(Late.parse("hold:CUSTOMS_SILENT"))
        .isEqualTo(new Late.HoldLate(HoldReason.CUSTOMS_SILENT));
    assertThat(Late.parse("next:weigh")).isEqualTo(new Late.NextLate("weigh"));
    assertThat(Late.parse("next:w")).isEqualTo(new Late.NextLate("w"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold:NOTHING", "hold:"})
  void aHoldNeedsAReasonThatThereIs(String late) {
    assertThatThrownBy(() -> Late.parse(late))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("late=" + late + " names no hold reason");
  }

  @ParameterizedTest
  @ValueSource(strings = {"next:", "", "weigh"})
  void nothingElseIsADeadline(String late) {
    assertThatThrownBy(() -> Late.parse(late))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("late=" + late + " is neither hold:REASON nor next:STAGE");
  }
}
