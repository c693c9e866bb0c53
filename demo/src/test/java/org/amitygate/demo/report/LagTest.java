package org.amitygate.demo.report;

import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagTest {
  private static final String STREAM = "crossing:a";

  private final Run run = new Run();

  private void record(String gate, String type, String messageId, int seq) {
    run.record(gate, STREAM, type, "messageId", messageId, "stream", STREAM, "seq", seq);
  }

  @Test
  void countsFromTheSendersRecordToTheReceivers() {
    record(EXPORT, "PartnerMessageSent", "one", 1);
    run.now += 490_000;
    record(IMPORT, "PartnerMessageReceived", "one", 1);
    assertThat(run.report().lagMs()).isEqualTo(new Lag.Percentiles(500, 500));
  }

  @Test
  void aMessageBeforeItsTurnIsAppliedWithTheOneThatWasMissing() {
    record(EXPORT, "PartnerMessageSent", "one", 1);
    record(EXPORT, "PartnerMessageSent", "two", 2);
    record(IMPORT, "PartnerMessageReceived", "two", 2);
    run.now += 980_000;
    record(IMPORT, "PartnerMessageReceived", "one", 1);
    assertThat(run.report().lagMs()).isEqualTo(new Lag.Percentiles(1_000, 1_010));
  }
}
