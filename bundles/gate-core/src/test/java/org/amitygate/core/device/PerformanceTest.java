package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

class PerformanceTest {

  private static final Instant AT = Instant.parse("2026-11-23T01:00:00Z");

  private final Performance performance = new Performance(() -> AT);

  private DeviceFigures.Span now() {
    return performance.figures(new Standing.Now(DeviceStatus.ONLINE, "", AT)).now();
  }

  private void weight(long kilograms) {
    performance.reading(new WeightMeasured(AT, kilograms, true, Map.of()));
  }

  @Test
  void aVehicleIsWeighedOnceHoweverOftenTheScaleTellsOfIt() {
    for (long kilograms : new long[] {0, 9_000, 33_400, 33_460, 33_450, 12_000, 0, 20, 17_750, 0}) {
      weight(kilograms);
    }
    assertThat(now().weights()).isEqualTo(2);
    assertThat(now().medianKg()).isEqualTo(33_460);
    assertThat(now().readings()).isEqualTo(10);
    weight(40_000);
    assertThat(now().weights()).as("it is still there").isEqualTo(3);
    assertThat(now().medianKg()).as("and may become heavier").isEqualTo(33_460);
  }

  @Test
  void theFirstCallsDoNotCount() {
    for (int i = 0; i < Performance.FIRST_CALLS; i++) {
      performance.call(Duration.ofMillis(100), 1 << 20);
    }
    assertThat(now().calls()).isZero();
    performance.call(Duration.ofMillis(2), 10);
    assertThat(now().callMillis()).isEqualTo(2);
    assertThat(now().callBytes()).isEqualTo(10);
  }
}
