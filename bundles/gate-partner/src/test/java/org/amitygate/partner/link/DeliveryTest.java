package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages on their way out, over transports that lose, repeat and forge. */
class DeliveryTest extends BetweenTwoGates {

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  @Test
  void aRepeatIsTheSameBytesEvenAfterARestart() {
    exit.effect("offer");
    exit.wireBack = receipt -> null;
    assertThat(exit.deliver()).isFalse();
    assertThat(exit.deliver()).isFalse();
    exit.restart();
    exit.wireBack = receipt -> receipt;
    assertThat(exit.deliver()).isTrue();
    assertThat(exit.sent)
        .hasSize(3)
        .allSatisfy(bytes -> assertThat(bytes).isEqualTo(exit.sent.get(0)));
    assertThat(entry.timeline("PartnerMessageReceived")).containsExactly("OFFER");
    assertThat(exit.timeline("PartnerReceiptReceived")).hasSize(1);
    assertThat(exit.journal.view().outbox()).isEmpty();
  }

  @Test
  void aJournalThatIsBehindIsAnAlarm() {
    exit.effect("offer");
    exit.wireBack = receipt -> null;
    assertThat(exit.deliver()).isFalse();
    exit.wireBack = receipt -> receipt;
    assertThat(exit.deliver()).isTrue();
    assertThat(exit.timeline("AlarmRaised")).as("a repeat is none").isEmpty();
    exit.effect("withdraw");
    pair.deliverAll();
    setBack();
    exit.effect("offer");
    exit.effect("withdraw");
    pair.deliverAll();
    assertThat(exit.timeline("AlarmRaised")).as("two").containsExactly("JOURNAL_BEHIND");
    exit.effect("offer");
    pair.deliverAll();
    assertThat(entry.timeline("PartnerMessageReceived")).hasSize(5);
    setBack();
    exit.effect("withdraw");
    pair.deliverAll();
    assertThat(exit.timeline("AlarmRaised")).as("again").hasSize(2);
  }

  /** Its next message of the crossing has the number of the first again. */
  private void setBack() {
    String key = exit.other + "|crossing:" + TestGate.TRUCK;
    exit.change(
        tx -> {
          tx.put(
              Streams.POSITION, key, tx.item(Streams.POSITION, key).orElseThrow().put("sent", 0));
          return key;
        });
  }

  @Test
  void onlyTheReceiptForTheseBytesIsADelivery() {
    byte[][] first = new byte[1][];
    exit.effect("offer");
    exit.wireBack =
        receipt -> {
          first[0] = receipt;
          return Arrays.copyOf(receipt, receipt.length - 1);
        };
    assertThat(exit.deliver()).isFalse();
    exit.wireBack = receipt -> receipt;
    assertThat(exit.deliver()).isTrue();
    exit.effect("withdraw");
    exit.wireBack = receipt -> first[0];
    assertThat(exit.deliver()).isFalse();
    exit.wireBack = receipt -> exit.sent.get(0);
    assertThat(exit.deliver()).isFalse();
    exit.wireBack = receipt -> new byte[0];
    assertThat(exit.deliver()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "from, vn-huunghi, another pair's",
    "to, cn-youyi, another pair's",
    "messageId, 0193a5f0-0000-7000-8000-0000000000ff, for another message",
    "sha256, 0000000000000000000000000000000000000000000000000000000000000000, for other bytes"
  })
  void aReceiptThatThePartnerSignedForSomethingElseIsNoDelivery(
      String member, String value, String said) {
    exit.effect("offer");
    exit.wireBack = receipt -> HandWritten.rewritten(receipt, member, value, folder, entry.id);
    Outgoing offer = exit.journal.view().outbox().get(0);
    assertThatThrownBy(exit.link.sender().send(offer).toCompletableFuture()::join)
        .hasRootCauseMessage("the receipt is " + said);
    assertThat(exit.deliver()).isFalse();
    assertThat(exit.journal.view().outbox()).containsExactly(offer);
    exit.wireBack = receipt -> receipt;
    assertThat(exit.deliver()).isTrue();
    assertThat(exit.journal.view().outbox()).isEmpty();
  }

  @Test
  void aLostLinkStopsNewCommitsAndNothingElse() {
    exit.effect("offer");
    pair.deliverAll();
    entry.effect("accept");
    pair.deliverAll();
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "DEGRADED", "test");
          return "told";
        });
    exit.wire = bytes -> null;
    exit.deliver();
    exit.clock.forward(Duration.ofSeconds(31));
    exit.effect("commit");
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    exit.wire = bytes -> bytes;
    exit.deliver();
    exit.event(new HandoverEvent.LaneChanged());
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
  }

  @Test
  void aLinkThatFailsForAMomentStopsNothing() {
    exit.effect("offer");
    exit.wire = bytes -> null;
    exit.deliver();
    exit.clock.forward(Duration.ofSeconds(30));
    exit.wire = bytes -> bytes;
    pair.deliverAll();
    entry.effect("accept");
    pair.deliverAll();
    exit.effect("commit");
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
  }

  @Test
  void aPartnerWhoseClockIsFarOffGetsNoCommit() {
    exit.effect("offer");
    pair.deliverAll();
    entry.effect("accept");
    entry.clock.forward(Duration.ZERO);
    pair.deliverAll();
    // The other gate's receipts show a time that was not between sending and answering.
    LinkHealth health = new LinkHealth(exit.clock);
    health.receiptAt("cn", exit.now().minusSeconds(31), exit.now(), exit.now());
    assertThat(health.clocksApart("cn")).isTrue();
    health.receiptAt("cn", exit.now().minusSeconds(30), exit.now(), exit.now());
    assertThat(health.clocksApart("cn")).isFalse();
    health.receiptAt("cn", exit.now().plusSeconds(31), exit.now(), exit.now());
    assertThat(health.clocksApart("cn")).isTrue();
    health.receiptAt("cn", exit.now(), exit.now().minusSeconds(60), exit.now().plusSeconds(60));
    assertThat(health.clocksApart("cn")).as("a late receipt disproves nothing").isTrue();
    health.receiptAt("cn", exit.now(), exit.now().minusSeconds(1), exit.now().plusSeconds(1));
    assertThat(health.clocksApart("cn")).isFalse();
    health.sentAt("cn", exit.now().minusSeconds(3600), Duration.ZERO); // a delay proves nothing
    assertThat(health.clocksApart("cn")).isFalse();
  }

  @Test
  void theStoredReceiptOfARepeatIsNoProofOfAWrongClock() {
    exit.effect("offer");
    exit.wireBack = receipt -> null;
    exit.deliver();
    exit.clock.forward(Duration.ofSeconds(60));
    exit.wireBack = receipt -> receipt;
    pair.deliverAll();
    entry.effect("accept");
    pair.deliverAll();
    exit.effect("commit");
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
  }

  @Test
  void anUnknownPartnerOrAMissingEndpointIsNoDelivery() {
    exit.effect("offer");
    exit.config =
        new org.amitygate.config.GateConfig(
            exit.config.gate(),
            exit.config.lanes(),
            Map.of(),
            Map.of(),
            java.util.Optional.empty(),
            Map.of(),
            "");
    assertThat(exit.deliver()).isFalse();
    assertThat(exit.sent).isEmpty();
    assertThat(exit.journal.view().outbox()).hasSize(1);
  }

  @Test
  void anEffectThatIsNotKnownFailsTheStage() {
    assertThatThrownBy(() -> exit.effect("open")).hasMessageContaining("not 'open'");
    assertThatThrownBy(
            () ->
                exit.with(
                    (tx, crossing) ->
                        exit.link
                            .effects()
                            .commit(
                                tx, crossing, new Effect("partner", "other", "offer", Map.of()))))
        .hasMessageContaining("not the partner of lane L3");
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
  }

  /**
   * Half of everything is lost on its way, and what arrives arrives twice; each side is restarted
   * now and then.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTruckCrossesOverABadLine(long seed) {
    Random random = new Random(seed);
    for (TestGate gate : List.of(exit, entry)) {
      gate.wire =
          bytes -> {
            if (random.nextInt(3) == 0) {
              gate.across.get().link.inbox().receive(gate.id, bytes);
            }
            return random.nextBoolean() ? bytes : null;
          };
      gate.wireBack = receipt -> random.nextBoolean() ? receipt : null;
    }
    exit.effect("offer");
    until(HandoverState.OFFERED, HandoverState.OFFERED, random);
    entry.effect("accept");
    until(HandoverState.ACCEPTED, HandoverState.ACCEPTED, random);
    exit.effect("commit");
    until(HandoverState.OPENING, HandoverState.COMMITTED, random);
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.Departed());
    until(HandoverState.IN_STRIP, HandoverState.IN_STRIP, random);
    entry.event(new HandoverEvent.ArrivalMatched());
    until(HandoverState.RECEIVED, HandoverState.RECEIVED, random);
    entry.effect("clear");
    until(HandoverState.CLEARED, HandoverState.CLEARED, random);
    assertThat(exit.openings).isEqualTo(1);
    assertThat(exit.timeline("PartnerMessageReceived"))
        .containsExactly("ACCEPT", "COMMIT_OK", "RECEIVED", "CLEARED");
    assertThat(entry.timeline("PartnerMessageReceived"))
        .containsExactly("OFFER", "COMMIT", "DEPARTED");
    assertThat(exit.partnerRecords("AlarmRaised")).isEmpty();
    assertThat(entry.partnerRecords("AlarmRaised")).isEmpty();
  }

  private void until(HandoverState s, HandoverState r, Random random) {
    for (int i = 0; i < 1000; i++) {
      boolean begun = entry.journal.view().crossing(TestGate.TRUCK).isPresent();
      if (begun && exit.state() == s && entry.state() == r && outboxesAreEmpty()) {
        return;
      }
      if (random.nextInt(10) == 0) {
        (random.nextBoolean() ? exit : entry).restart();
      }
      exit.deliver();
      entry.deliver();
    }
    throw new AssertionError("S " + exit.state() + ", R " + entry.state());
  }

  private boolean outboxesAreEmpty() {
    return exit.journal.view().outbox().isEmpty() && entry.journal.view().outbox().isEmpty();
  }

  @Test
  void theMessageOnTheWireIsTheOneInTheTimeline() {
    exit.effect("offer");
    exit.deliver();
    String recorded =
        exit.timeline().stream()
            .filter(record -> record.type().equals("PartnerMessageSent"))
            .findFirst()
            .orElseThrow()
            .body()
            .path("sha256")
            .asText();
    assertThat(Signatures.sha256(exit.sent.get(0))).isEqualTo(recorded);
    assertThat(new String(exit.sent.get(0), StandardCharsets.UTF_8)).startsWith("{\"payload\":\"");
  }
}
