package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.amitygate.flow.cargo.exports.CustomsRule.Decision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomsRuleTest {

  @ParameterizedTest
  @CsvSource({
    "RELEASED, RELEASE",
    "CONTROL, CONTROL",
    "REJECTED, REJECTION",
    "WAIT, WAIT",
    "INFORMATION, WAIT",
    "UNKNOWN, WAIT",
    "RELEASED_LATER, WAIT",
    "'', WAIT"
  })
  void aVerdictIsWhatItSaysAndNothingMore(String verdict, Decision decision) {
    assertThat(CustomsRule.decide(verdict, Optional.empty(), "DEC-1")).isEqualTo(decision);
    assertThat(CustomsRule.decide(verdict, Optional.of("DEC-1"), "DEC-1")).isEqualTo(decision);
    assertThat(CustomsRule.decide(verdict, Optional.of("DEC-2"), "DEC-1")).isEqualTo(Decision.WAIT);
  }
}
