package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.amitygate.device.Reading;
import org.junit.jupiter.api.Test;

class ReadingsTest {

  /** A driver's own kind, which the gate does not know. */
  private record Wind(Instant at, Map<String, String> attributes) implements Reading {}

  @Test
  void whatTheGateDoesNotKnowIsOnRecordAsAnotherReading() {
    Reading wind = new Wind(Instant.EPOCH, Map.of("knots", "12"));

    assertThat(Readings.type(wind)).isEqualTo("OtherReading");
    assertThat(Readings.body(wind).path("attributes").path("knots").asText()).isEmpty();
    assertThat(Readings.body(wind).path("reading").asText()).isEqualTo("OtherReading");
  }
}
