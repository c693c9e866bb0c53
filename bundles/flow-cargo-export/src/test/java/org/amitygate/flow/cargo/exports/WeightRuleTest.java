package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightRuleTest {

  private final WeightRule rule = new WeightRule(40_000, 5);

  @ParameterizedTest
  @CsvSource({
    "40000, 40000, true",
    "40001, 40000, false",
    "10500, 10000, true",
    "10501, 10000, false",
    "9500, 10000, true",
    "9499, 10000, false",
    "0, 10000, false",
    "-10, 10000, false",
    "10000, 10000, true"
  })
  void theLimitsThemselvesAreAllowed(long gross, long declared, boolean good) {
    assertThat(rule.objection(gross, Optional.of(declared)).isEmpty()).isEqualTo(good);
  }

  @Test
  void theSentencesSayWhatWasFound() {
    assertThat(rule.objection(40_001, Optional.of(40_000L)))
        .hasValue("40001 kg is more than the 40000 kg that are allowed");
    assertThat(rule.objection(20_000, Optional.empty()))
        .hasValue("20000 kg cannot be compared: no weight was declared");
    assertThat(rule.objection(20_000, Optional.of(10_000L)))
        .hasValue("20000 kg is off the declared 10000 kg by more than 5 %");
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightRule(0, 5))
        .withMessageContaining("weight.maxKg=0");
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightRule(1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightRule(1, 101));
    assertThat(new WeightRule(1, 0).objection(1, Optional.of(1L))).isEmpty();
    assertThat(new WeightRule(1, 100).objection(1, Optional.of(1L))).isEmpty();
  }
}
