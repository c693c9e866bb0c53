package org.amitygate.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerNumberTest {

  /** The first two are public examples; TGHU000004 has the sum 10 modulo 11. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CSQU3054383",
        "HLXU2008419",
        "TGHU0000040",
        "csqu 305438-3",
        "CSQU‑305438　3",
        "ＣＳＱＵ３０５４３８３",
        "AKLZ9872341",
        "MSKU1234565, CSQU3054383 45G1"
      })
  void aRightCheckDigitIsNotObjectedTo(String text) {
    assertThat(ContainerNumber.objection(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CSQU3054384, CSQU3054384, 4, 3",
    "csqu 305438-0, CSQU3054380, 0, 3",
    "CSQU3045383, CSQU3045383, 3, 1",
    "TGHU0000041, TGHU0000041, 1, 0",
    "CSQJ3054383, CSQJ3054383, 3, 6",
    "集装箱CSQU3054384, CSQU3054384, 4, 3",
    "CSQU3054384号, CSQU3054384, 4, 3",
    "箱号ＣＳＱＵ３０５４３８４是, CSQU3054384, 4, 3",
    "CSQU−305438−4, CSQU3054384, 4, 3",
    "'seal 7; container MSKU123456 4 (45G1)', MSKU1234564, 4, 5"
  })
  void aWrongOneIsNamed(String text, String number, String written, String right) {
    assertThat(ContainerNumber.objection(text))
        .contains(
            "container %s ends in %s, its check digit by ISO 6346 is %s"
                .formatted(number, written, right));
  }

  @Test
  void everyOtherLastDigitIsWrong() {
    for (int digit = 0; digit <= 9; digit++) {
      assertThat(ContainerNumber.objection("CSQU305438" + digit).isEmpty())
          .as("%d", digit)
          .isEqualTo(digit == 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "không có",
        "CSQ3054384",
        "CSQR3054384",
        "XCSQU3054384",
        "ĐCSQU3054384",
        "CSQU3054384A",
        "CSQU305438",
        "CSQU30543844",
        "CSQU305438 45G1",
        "box 3054384"
      })
  void whatHasNotThatShapeIsNotObjectedTo(String text) {
    assertThat(ContainerNumber.objection(text)).isEmpty();
  }

  @Test
  void oneTextNamesSeveral() {
    assertThat(ContainerNumber.in(" csqu 305438-3 / MSKU1234565;own  box 7、CSQU3054383"))
        .containsExactly("CSQU3054383", "MSKU1234565", "own  box 7");
    assertThat(ContainerNumber.in("CSQU3054383 MSKU1234565 45G1"))
        .containsExactly("CSQU3054383", "MSKU1234565");
    assertThat(ContainerNumber.in("CSQU3054384")).as("also wrong ones").hasSize(1);
    assertThat(ContainerNumber.in(" ; ")).isEmpty();
  }
}
