package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.amitygate.core.bench.Bench;
import org.junit.jupiter.api.Test;

/** The log of these tests is a file: simplelogger.properties. */
class LaneAlarmsTest {

  private static final Path LOG = Path.of("target/alarms.log");

  @Test
  void theLogSaysWhatHappenedAndWhatToDo() throws Exception {
    Bench bench = new Bench();
    for (String kind : List.of("UNCOMMANDED_OPENING", "TAILGATE")) {
      bench.tx(
          tx -> {
            LaneAlarms.raise(tx, new Lane("L77"), kind, "it happened");
            return 0;
          });
    }
    assertThat(Files.readString(LOG))
        .contains(
            "alarm UNCOMMANDED_OPENING (lane:L77): it happened; look who opened it; 'gate:lane open' when it is settled")
        .contains(
            "alarm TAILGATE (lane:L77): it happened; look at the pictures; 'gate:crossing record', then 'gate:lane open'");
  }
}
