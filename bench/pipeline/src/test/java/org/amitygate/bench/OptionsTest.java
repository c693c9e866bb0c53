package org.amitygate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  @Test
  void everythingHasAStandard() {
    Options options = Options.parse(new String[0]);

    assertThat(options.lanes()).containsExactly(1, 8, 32, 128);
    assertThat(options.stores()).containsExactly("sqlite", "postgres");
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.growth()).isFalse();
  }

  @Test
  void whatIsSaidIsTaken() {
    String[] line = "--lanes 4,2 --store postgres --rounds 1 --seconds 3 --growth".split(" ");
    Options options = Options.parse(line);

    assertThat(options.lanes()).containsExactly(4, 2);
    assertThat(options.mostLanes()).isEqualTo(4);
    assertThat(options.stores()).containsExactly("postgres");
    assertThat(options.growth()).isTrue();
  }

  @Test
  void saysWhenThereAreTooFewRoundsForAFigure() {
    assertThat(Options.parse(new String[0]).measured())
        .startsWith("5 rounds")
        .doesNotContain("too few");
    assertThat(Options.parse(new String[] {"--rounds", "4"}).measured())
        .startsWith("4 rounds")
        .endsWith("; too few rounds for a figure");
  }

  @ParameterizedTest
  @CsvSource({"--lanes,0", "--lanes,many", "--store,oracle", "--contenders,nobody", "--speed,9"})
  void whatCannotBeIsNamed(String option, String value) {
    assertThatThrownBy(() -> Options.parse(new String[] {option, value}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }
}
