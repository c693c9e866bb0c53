package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partner that does not know a crossing any more that both had. */
class LostBooksTest extends HandWritten {

  private TestGate exit;

  @BeforeEach
  void begin() {
    exit = pair.exit();
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  /** What the entry gate would say that heard everything and has no such crossing. */
  private void saysUnknown() throws Exception {
    Streams.Position position =
        Streams.position(
            exit.journal.view(),
            Partner.of(exit, ENTRY).orElseThrow(),
            "crossing:" + TestGate.TRUCK);
    long seq = position.received() + 1;
    ObjectNode body = body().put("state", "UNKNOWN").put("committedEpoch", 0);
    body.put("sent", seq).put("received", position.sent());
    Envelope status =
        new Envelope(
            id(99),
            ENTRY,
            EXIT,
            "1119-1120",
            Optional.of(TestGate.TRUCK),
            exit.epoch(),
            seq,
            0,
            "STATUS",
            exit.now(),
            1000,
            Optional.empty(),
            "amity-1",
            body);
    ECKey theirs = ECKey.parse(Files.readString(folder.resolve(ENTRY + ".jwk")));
    byte[] message = Signatures.sign(status.bytes(), Signatures.MESSAGE, theirs);
    exit.link.inbox().receive(ENTRY, message).toCompletableFuture().join();
  }

  @Test
  void anAlarmSaysThatItLostWhatItPromised() throws Exception {
    pair.upTo(HandoverState.IN_STRIP);
    saysUnknown();
    assertThat(exit.timeline("AlarmRaised")).containsExactly("DISAGREEMENT");
    assertThat(exit.state()).isEqualTo(HandoverState.IN_STRIP);
  }

  @Test
  void whatItNeverPromisedIsNoAlarm() throws Exception {
    exit.effect("offer");
    pair.deliverAll();
    entry.effect("refuse", Map.of("code", "FULL"));
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.REFUSED);
    saysUnknown();
    assertThat(exit.timeline("AlarmRaised")).isEmpty();
  }
}
