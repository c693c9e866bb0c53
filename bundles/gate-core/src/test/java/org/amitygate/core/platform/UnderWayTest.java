package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class UnderWayTest {

  private static final Instant REST = Instant.parse("2026-11-23T01:00:00Z");

  private static DeviceView device(
      String id, DeviceStatus status, Duration since, Optional<Duration> lastReading) {
    return new DeviceView(
        id,
        "x",
        Optional.of("1.0.0"),
        status,
        "",
        REST.plus(since),
        0,
        lastReading.map(REST::plus),
        0,
        0);
  }

  private static DeviceView device(String id, DeviceStatus status, long seconds) {
    return device(id, status, Duration.ofSeconds(seconds), Optional.empty());
  }

  private static final UnderWay UPDATE =
      new UnderWay(
          new UnderWay.Place("1.0.0", "/a"),
          new UnderWay.Place("1.0.1", "/b"),
          "sue",
          "new",
          UnderWay.lanes(
              List.of(
                  device(
                      "L1.io",
                      DeviceStatus.ONLINE,
                      Duration.ZERO,
                      Optional.of(Duration.ofMillis(300))),
                  device(
                      "L1.scale",
                      DeviceStatus.ONLINE,
                      Duration.ZERO,
                      Optional.of(Duration.ofHours(-1))),
                  device("L1.camera", DeviceStatus.OFFLINE, 0),
                  device("L2.io", DeviceStatus.ONLINE, 0),
                  device("L3.io", DeviceStatus.OFFLINE, 0)),
              REST),
          List.of());

  @Test
  void aLanePausesFromItsLastReadingUntilTheLastOfItsDevicesIsBack() {
    List<DeviceView> now =
        List.of(
            device("L1.io", DeviceStatus.ONLINE, 7),
            device("L1.scale", DeviceStatus.ONLINE, 9),
            device("L2.io", DeviceStatus.ONLINE, 8),
            device("L3.io", DeviceStatus.OFFLINE, 8));
    assertThat(UPDATE.pauses(now))
        .isEqualTo(Map.of("L1", Duration.ofMillis(8700), "L2", Duration.ofSeconds(8)));
    assertThat(UPDATE.allBack(now)).isTrue();
    assertThat(UPDATE.arrived(now).toString())
        .contains("\"pauseMillis\":{\"L1\":8700,\"L2\":8000}", "\"away\":[]");
  }

  @Test
  void aLaneOfWhichADeviceIsAwayHasNoPauseAndTheDeviceIsNamed() {
    List<DeviceView> now =
        List.of(
            device("L1.io", DeviceStatus.ONLINE, 7),
            device("L1.scale", DeviceStatus.CONNECTING, 9),
            device("L2.io", DeviceStatus.ONLINE, 8));
    assertThat(UPDATE.allBack(now)).isFalse();
    assertThat(UPDATE.noneBack(now)).isFalse();
    assertThat(UPDATE.arrived(now).toString())
        .contains("\"pauseMillis\":{\"L2\":8000}", "\"away\":[\"L1.scale\"]");
    assertThat(UPDATE.noneBack(List.of())).isTrue();
  }

  @Test
  void whatIsStoredIsReadAgain() {
    assertThat(Json.read(Json.object(UPDATE), UnderWay.class)).isEqualTo(UPDATE);
  }
}
