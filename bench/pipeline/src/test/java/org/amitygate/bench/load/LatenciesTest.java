package org.amitygate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void percentilesAreOfEveryLatencyInWhateverOrderTheyCame() {
    Latencies latencies = new Latencies();
    for (int i = 20_000; i > 0; i--) {
      latencies.add(i);
    }

    assertThat(latencies.percentile(50)).isEqualTo(10_001);
    assertThat(latencies.percentile(99)).isEqualTo(19_801);
    assertThat(new Latencies().percentile(99)).isZero();
  }
}
