package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an event was that the camera kept while it was cut off. */
class HikvisionKeptTest {

  private final FakeHost host = new FakeHost();

  @ParameterizedTest
  @CsvSource({
    "false, false",
    "true, true",
    "1, true",
    "0, false",
    "false</isDataRetransmission><alarmDataType>1</alarmDataType><isDataRetransmission>0, true",
    "false</isDataRetransmission><alarmDataType>0</alarmDataType><isDataRetransmission>0, false"
  })
  void whatWasKeptIsNotOfNow(String written, boolean kept) throws IOException {
    PlateRead read =
        read(
            "gate", Events.plate("u-1", "A").replace(">false</isData", ">" + written + "</isData"));
    assertThat(read.attributes().containsKey(PlateRead.KEPT)).isEqualTo(kept);
    assertThat(read.at()).isEqualTo(kept ? Instant.EPOCH : host.now());
  }

  @Test
  void ofWhatWasKeptOnlyAGoodClockSaysWhenItWas() throws IOException {
    String kept = Events.plate("u-1", "A").replace("sion>false", "sion>true");
    assertThat(read("device", kept).at()).isEqualTo(Instant.parse("2026-11-23T05:59:58Z"));
    assertThat(read("gate", kept).at()).isEqualTo(Instant.EPOCH);
    assertThat(read("device", kept.replace("12:59:58", "13:00:01")).at())
        .as("in the future")
        .isEqualTo(Instant.EPOCH);
    assertThat(read("device", kept.replace("+07:00", "")).at())
        .as("no zone")
        .isEqualTo(Instant.EPOCH);
  }

  private PlateRead read(String clock, String alert) throws IOException {
    Settings settings = new Settings("L4.plate-camera.entry", Map.of("clock", clock));
    Session session = new HikvisionDriver().open(settings, host, Optional.empty());
    host.push(session, "text/xml", Events.bytes(alert));
    return host.reads().get(host.reads().size() - 1);
  }
}
