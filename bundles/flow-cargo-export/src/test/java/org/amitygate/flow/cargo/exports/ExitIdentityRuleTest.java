package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.amitygate.flow.cargo.exports.ExitIdentityRule.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitIdentityRuleTest {

  private final ExitIdentityRule rule = new ExitIdentityRule(80);

  @ParameterizedTest
  @CsvSource({
    "29C12345, 29C12345, SAME",
    "29C-123.45, 29c 12345, SAME",
    "桂A12345, 桂A12345, SAME",
    "桂A12345, A12345, CONFUSABLE",
    "桂A12345, 粤A12345, CONFUSABLE",
    "51O0001, 5100001, CONFUSABLE",
    "51Q0001, 51D0001, CONFUSABLE",
    "29I11, 29L11, CONFUSABLE",
    "29Z11, 29211, CONFUSABLE",
    "29S11, 29511, CONFUSABLE",
    "29G11, 29611, CONFUSABLE",
    "29B11, 29811, CONFUSABLE",
    "29LĐ12345, 29LD12345, CONFUSABLE",
    "29ก11, 2911, OTHER",
    "29C12345, 29C12346, OTHER",
    "29C12345, 29C1234, OTHER",
    "'', 29C12345, OTHER",
    "29C12345, '', UNREADABLE",
    "29C12345, '-. ', UNREADABLE",
    "'', '', UNREADABLE"
  })
  void onlyEqualPlatesAreTheSame(String entry, String exit, Finding finding) {
    assertThat(rule.find(entry, exit, Optional.of(99L))).isEqualTo(finding);
  }

  @Test
  void anUnsureReadingIsNotEnough() {
    assertThat(rule.find("29C1", "29C1", Optional.of(80L))).isEqualTo(Finding.SAME);
    assertThat(rule.find("29C1", "29C1", Optional.of(79L))).isEqualTo(Finding.CONFUSABLE);
    assertThat(rule.find("29C1", "29C1", Optional.empty())).isEqualTo(Finding.SAME);
  }
}
