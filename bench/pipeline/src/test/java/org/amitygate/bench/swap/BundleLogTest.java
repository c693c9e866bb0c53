package org.amitygate.bench.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleLogTest {

  private static final String FIRST = " driver 1.0.0 amity-gate-plugin:bench-swap:aa";
  private static final String SECOND = " driver 1.0.1 amity-gate-plugin:bench-swap:bb";

  @Test
  void aPluginThatComesAndOneThatGoesAreNoRestarts() {
    BundleLog.Found found =
        BundleLog.read(
            List.of(
                "INSTALLED" + FIRST,
                "STARTED" + FIRST,
                "INSTALLED" + SECOND,
                "STARTED" + SECOND,
                "STOPPED" + FIRST,
                "UNRESOLVED" + FIRST,
                "UNINSTALLED" + FIRST),
            2);

    assertThat(found.restarts()).isZero();
    assertThat(found.pluginsLeft()).isEqualTo(1);
  }

  @Test
  void everyOtherBundleThatStopsIsARestart() {
    List<String> lines =
        List.of(
            "STOPPED core 1.0.0 mvn:x/core/1.0.0",
            "STARTED core 1.0.0 mvn:x/core/1.0.0",
            "STOPPED core 1.0.0 mvn:x/core/1.0.0");

    assertThat(BundleLog.read(lines, 0).restarted()).isEqualTo(Map.of("core 1.0.0", 2));
    assertThat(BundleLog.read(lines, 1).restarts()).isEqualTo(1);
  }

  @Test
  void aPluginThatStartsTwiceIsARestart() {
    List<String> lines = List.of("STARTED" + FIRST, "STOPPED" + FIRST, "STARTED" + FIRST);

    assertThat(BundleLog.read(lines, 0).restarts()).isEqualTo(1);
  }
}
