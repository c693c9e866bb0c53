package org.amitygate.bench.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SwapOptionsTest {

  private static SwapOptions parse(String... args) {
    return SwapOptions.parse(args);
  }

  @Test
  void withoutOptionsItIsTheWholeRun() {
    SwapOptions options = parse();

    assertThat(options.swaps()).isEqualTo(1_000);
    assertThat(options.lanes()).isEqualTo(14);
    assertThat(options.rate()).isEqualTo(200);
    assertThat(options.peers()).containsExactly("karaf", "camel");
  }

  @Test
  void aSeedCanBeSaidAgain() {
    long seed = parse().seed();

    assertThat(parse("--seed", Long.toString(Math.max(1, seed))).seed()).isEqualTo(seed);
  }

  @Test
  void peersAreAllOrNoneOrSome() {
    assertThat(parse("--peers", "none").peers()).isEmpty();
    assertThat(parse("--peers", "camel").peers()).containsExactly("camel");
    assertThatThrownBy(() -> parse("--peers", "tomcat"))
        .hasMessage("--peers takes yes, none, or some of karaf,camel");
  }

  @Test
  void peersAreExchangedAsOftenUnlessTold() {
    assertThat(parse("--swaps", "70").peerSwaps()).isEqualTo(70);
    assertThat(parse("--peer-swaps", "30", "--swaps", "70").peerSwaps()).isEqualTo(30);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> parse("--swaps", "0"))
        .hasMessage("--swaps takes a whole number from 1");
    assertThatThrownBy(() -> parse("--swop", "1")).hasMessage("there is no option --swop");
    assertThatThrownBy(() -> parse("--json")).hasMessage("--json is unknown or needs a value");
  }
}
