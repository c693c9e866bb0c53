package org.amitygate.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** A run without faults, and in which keys of the report a planted one shows. */
final class Faults {

  private Faults() {}

  static Run good() {
    Run run = new Run();
    for (int i = 1; i <= 8; i++) {
      run.through("T00" + i, "29C-100.0" + i);
    }
    return run;
  }

  /** The fault shows in exactly these keys. */
  static void shows(Run run, String... keys) {
    Report report = run.report();
    assertThat(
            report.counts().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey))
        .as(report.findings().toString())
        .containsExactlyInAnyOrder(keys);
    assertThat(Verdict.of(report).good()).isFalse();
  }

  static void isGood(Run run) {
    Report report = run.report();
    assertThat(report.findings()).isEmpty();
    assertThat(Verdict.of(report).complaints()).isEmpty();
  }
}
