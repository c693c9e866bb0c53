package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.amitygate.core.device.SwapReport;
import org.amitygate.core.plugin.Exchanges.Release;
import org.amitygate.device.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several devices get another driver, or none of them. */
class ExchangesTest {

  private static final List<String> DEVICES =
      List.of("L1.weighbridge", "L2.weighbridge", "L3.weighbridge");

  @TempDir Path folder;
  private TestGate gate;
  private final Release old = release("1.0.0");
  private final Release next = release("1.1.0");

  private static Release release(String version) {
    return new Release(new VersionedDriver(version), version);
  }

  private record VersionedDriver(String version) implements Driver {
    @Override
    public org.amitygate.device.Session open(
        org.amitygate.device.Settings settings,
        org.amitygate.device.DeviceHost host,
        java.util.Optional<org.amitygate.device.State> before) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.util.Set<String> safeCommands() {
      return java.util.Set.of(version);
    }
  }

  @BeforeEach
  void start() throws Exception {
    gate = new TestGate(folder, new MemoryJournal(), DEVICES.toArray(new String[0]));
    DEVICES.forEach(device -> gate.served.put(device, old.driver()));
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  @Test
  void oneThatDoesNotSayInTimeGoesBackToo() throws Exception {
    gate.silent.add("L2.weighbridge 1.1.0");
    assertThat(new Exchanges(gate, Duration.ofMillis(100)).swap(DEVICES, old, next))
        .contains("L2.weighbridge: the exchange did not end within 0 s");
    assertThat(gate.served.values()).as("it got the new one in the end").containsOnly(old.driver());
  }

  @Test
  void oneThatKeptTheOldOneIsLeftAlone() throws Exception {
    gate.stubborn.put("L2.weighbridge 1.1.0", "it never answered");
    gate.stubborn.put("L2.weighbridge 1.0.0", "it was exchanged for itself");
    assertThat(new Exchanges(gate, SwapReport.WITHIN).swap(DEVICES, old, next))
        .contains("L2.weighbridge kept the old driver: it never answered");
    assertThat(gate.swaps)
        .containsExactly("L1.weighbridge 1.1.0", "L2.weighbridge 1.1.0", "L1.weighbridge 1.0.0");
  }
}
