package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Entry;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two real links and their journals, joined by a transport that does what the test wants. */
class HandoverBetweenTwoGatesTest extends BetweenTwoGates {

  private static final Map<String, Object> FACTS =
      Map.of(
          "plate",
          "29C-123.45",
          "grossKg",
          31200L,
          "declaration",
          "DEC-000017",
          "lane",
          "L3",
          "driver",
          "secret");

  @BeforeEach
  void setUp() {
    exit.begin(FACTS);
  }

  @Test
  void aTruckCrosses() {
    pair.upTo(HandoverState.OFFERED);
    Crossing offered = entry.truck();
    assertThat(offered.name()).isEqualTo(exit.truck().name());
    assertThat(offered.role()).isEqualTo(Role.ENTRY);
    assertThat(offered.facts())
        .isEqualTo(Map.of("plate", "29C-123.45", "grossKg", 31200L, "declaration", "DEC-000017"));
    assertThat(entry.signals()).isEmpty();

    entry.effect("accept");
    pair.deliverAll();
    assertThat(exit.signals()).containsExactly("accepted");
    exit.effect("commit");
    assertThat(exit.openings).isZero();
    pair.deliverAll();
    assertThat(exit.openings).isEqualTo(1);
    assertThat(exit.state()).isEqualTo(HandoverState.OPENING);
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
    assertThat(exit.truck().handover().committed()).isTrue();

    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.Departed());
    pair.deliverAll();
    pair.bothAre(HandoverState.IN_STRIP, 1);
    entry.event(new HandoverEvent.ArrivalMatched());
    assertThat(entry.openings).isEqualTo(1);
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
    entry.event(new HandoverEvent.Opened());
    entry.event(new HandoverEvent.Departed());
    entry.effect("clear");
    pair.deliverAll();
    pair.bothAre(HandoverState.CLEARED, 1);

    assertThat(exit.signals()).containsExactly("accepted", "departed", "received", "cleared");
    assertThat(entry.signals()).containsExactly("committed", "in-strip", "received", "passed");
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("OFFER", "COMMIT", "DEPARTED");
    assertThat(exit.timeline("PartnerMessageReceived"))
        .containsExactly("ACCEPT", "COMMIT_OK", "RECEIVED", "CLEARED");
    assertThat(entry.timeline("PartnerMessageSent"))
        .isEqualTo(exit.timeline("PartnerMessageReceived"));
    assertThat(exit.timeline("PartnerReceiptReceived")).hasSize(3);
    assertThat(exit.journal.view().outbox()).isEmpty();
  }

  @Test
  void theTimelineHoldsTheVeryBytesThatWereSigned() throws Exception {
    pair.upTo(HandoverState.OFFERED);
    Entry sent = record(exit, "PartnerMessageSent", 0);
    Entry received = record(entry, "PartnerMessageReceived", 0);
    String text = sent.personal().orElseThrow().path("message").asText();
    assertThat(received.personal().orElseThrow().path("message").asText()).isEqualTo(text);
    assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(exit.sent.get(0));
    assertThat(sent.body().path("sha256")).isEqualTo(received.body().path("sha256"));
    Envelope offer = Envelope.read(Signatures.unverifiedPayload(exit.sent.get(0)));
    assertThat(offer.from()).isEqualTo("vn-huunghi");
    assertThat(offer.seq()).isEqualTo(1);
    assertThat(offer.validUntil()).contains(exit.now().plus(Duration.ofMinutes(2)));
    assertThat(offer.body().path("data").has("driver")).isFalse();
  }

  private static Entry record(TestGate gate, String type, int index) {
    return gate.timeline().stream().filter(entry -> entry.type().equals(type)).toList().get(index);
  }

  @Test
  void anOfferThatNobodyAnswersIsWithdrawnAndMadeAgain() {
    exit.effect("offer");
    exit.clock.forward(Duration.ofSeconds(119));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.OFFERED);
    exit.clock.forward(Duration.ofSeconds(1));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.signals()).containsExactly("withdrawn");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(entry.signals()).containsExactly("withdrawn");
    pair.upTo(HandoverState.OFFERED);
    pair.bothAre(HandoverState.OFFERED, 2);
    assertThat(entry.signals()).containsExactly("withdrawn", "offered");
  }

  @Test
  void waitingForTheLaneIsRecordedOnce() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.notReady = Optional.of("the strip of the lane is taken");
    exit.effect("commit");
    int steps = exit.timeline().size();
    for (int i = 0; i < 10; i++) {
      exit.clock.forward(Duration.ofSeconds(2));
      exit.event(new HandoverEvent.Due());
    }
    assertThat(exit.timeline()).hasSize(steps);
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    exit.notReady = Optional.empty();
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
  }

  @Test
  void aHoldWithdrawsTheOfferWithoutAStaleSignal() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.hold(HoldReason.CUSTOMS_CONTROL);
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signals()).containsExactly("accepted");
    assertThat(entry.signals()).containsExactly("withdrawn");
  }

  @Test
  void aRefusalEndsItOnBothSides() {
    pair.upTo(HandoverState.OFFERED);
    entry.effect("refuse", Map.of("code", "NOT_ANNOUNCED"));
    pair.deliverAll();
    pair.bothAre(HandoverState.REFUSED, 1);
    assertThat(exit.signals()).containsExactly("refused");
  }

  @Test
  void aNewOfferTakesBackWhatNobodyHasHeardOfTheOneBefore() {
    pair.upTo(HandoverState.ACCEPTED);
    entry.effect("refuse", Map.of("code", "HELD"));
    pair.deliverAll();
    assertThat(exit.signals()).containsExactly("accepted", "refused");
    pair.upTo(HandoverState.OFFERED);
    pair.bothAre(HandoverState.OFFERED, 2);
    assertThat(exit.signals()).isEmpty();
  }

  @Test
  void aCommitWaitsForTheLaneAndThenGoesByItself() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.notReady = Optional.of("its vehicle is not at the stop line");
    exit.effect("commit");
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    exit.event(new HandoverEvent.LaneChanged());
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    assertThat(exit.truck().handover().due()).isEqualTo(exit.now().plusSeconds(2));
    exit.notReady = Optional.empty();
    exit.event(new HandoverEvent.LaneChanged());
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("OFFER", "COMMIT");
  }

  @Test
  void aCommitIsNotSentIntoALaneThatThePartnerStopped() {
    pair.upTo(HandoverState.ACCEPTED);
    entry.change(
        tx -> {
          entry.link.handovers().laneState(tx, "L3", "STOP", "fire");
          return "told";
        });
    pair.deliverAll();
    exit.effect("commit");
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    entry.change(
        tx -> {
          entry.link.handovers().laneState(tx, "L3", "OPEN", "fire is out");
          return "told";
        });
    pair.deliverAll();
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
    List<Entry> told = exit.partnerRecords("PartnerLaneState");
    assertThat(told).hasSize(2);
    assertThat(told.get(1).body().toString()).contains("\"OPEN\"").doesNotContain("fire");
    assertThat(told.get(1).personal().orElseThrow()).hasToString("{\"reason\":\"fire is out\"}");
  }

  @Test
  void aGateStopNeedsNoPartner() {
    pair.upTo(HandoverState.ACCEPTED);
    GateConfig all = exit.config;
    exit.config =
        new GateConfig(
            all.gate(),
            all.lanes(),
            Map.of(),
            all.authorities(),
            all.declarationsUri(),
            all.flowSettings(),
            all.digest());
    exit.event(new HandoverEvent.Stopped());
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    assertThat(exit.timeline("HandoverIgnored")).hasSize(1);
  }

  @Test
  void thePartnersStopBeatsACommitOkThatIsOnItsWay() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.deliver();
    entry.change(
        tx -> {
          entry.link.handovers().laneState(tx, "L3", "STOP", "fire");
          return "told";
        });
    entry.deliver("route:");
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.openings).isZero();
    assertThat(exit.signalData("aborted").path("text").asText())
        .contains("STOP at partner 'cn-youyi'");
  }

  @Test
  void aLaneThatTheExitSideClosedGetsNoCommitOk() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "EVACUATE", "gas");
          return "told";
        });
    exit.deliver("route:");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.openings).isZero();
    assertThat(entry.signalData("aborted").path("cause").asText()).isEqualTo("PARTNER_CLOSED");
  }

  /** Found by the exhaustive search: both sides must get out of it again. */
  @Test
  void aStrangerInTheStripEndsNothingWhenTheExitSideGivesUp() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.deliver();
    entry.event(new HandoverEvent.ArrivalMismatched("51D-999.99"));
    assertThat(entry.state()).isEqualTo(HandoverState.MISMATCH);
    exit.denied = Optional.of("GATE_STOP: fire");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(entry.truck().hold()).isPresent();
    assertThat(exit.timeline("AlarmRaised")).isEmpty();
  }

  @Test
  void aStrangerInTheStripDoesNotMakeTheExitSideForgetItsBarrier() {
    pair.upTo(HandoverState.OPENING);
    entry.event(new HandoverEvent.ArrivalMismatched("51D-999.99"));
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.OPENING);
    assertThat(exit.timeline("AlarmRaised")).containsExactly("STRIP_MISMATCH");
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.Departed());
    pair.deliverAll();
    pair.bothAre(HandoverState.MISMATCH, 1);
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
  }

  @Test
  void aDeniedCommitClosesTheEpoch() {
    pair.upTo(HandoverState.ACCEPTED);
    entry.cannotTake = Optional.of("STRIP_FULL");
    exit.effect("commit");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signalData("aborted").path("cause").asText()).isEqualTo("STRIP_FULL");
    assertThat(entry.signalData("aborted").path("cause").asText()).isEqualTo("STRIP_FULL");
    assertThat(exit.openings).isZero();
  }

  @Test
  void aCrossingHeldAtTheEntrySideTakesNoVehicle() {
    pair.upTo(HandoverState.ACCEPTED);
    entry.hold(HoldReason.SYSTEM);
    exit.effect("commit");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signalData("aborted").path("cause").asText()).isEqualTo("HELD");
  }

  @Test
  void aLostCommitOkIsAbortedAndNeverOpensLater() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.deliver();
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
    exit.clock.forward(Duration.ofSeconds(30));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.signalData("aborted").path("cause").asText()).isEqualTo("COMMIT_TIMEOUT");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.openings).isZero();
    assertThat(exit.timeline("PartnerMessageReceived")).containsExactly("ACCEPT", "COMMIT_OK");
    assertThat(exit.timeline()).extracting(Entry::type).contains("HandoverIgnored");
  }

  @Test
  void whatTheInterlockDeniesIsAborted() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.denied = Optional.of("GATE_STOP: fire");
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signalData("aborted").path("cause").asText()).isEqualTo("DENIED");
    assertThat(exit.signalData("aborted").path("text").asText()).isEqualTo("GATE_STOP: fire");
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("OFFER", "COMMIT", "ABORT");
  }

  @Test
  void anOfferIntoALaneThatIsNotThereIsRefused() {
    exit.with(
        (tx, crossing) ->
            exit.link
                .handovers()
                .apply(tx, crossing, new HandoverEvent.Offer(Map.of("lane", "L9"))));
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.REFUSED);
    assertThat(exit.signalData("refused").path("code").asText()).isEqualTo("LANE_UNKNOWN");
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
  }

  @Test
  void anOfferOfACrossingThatEndedHereIsRefused() {
    pair.upTo(HandoverState.OFFERED);
    entry.with((tx, crossing) -> entry.crossings.refuse(tx, crossing, "PERSON"));
    exit.effect("withdraw");
    exit.effect("offer");
    pair.deliverAll();
    pair.bothAre(HandoverState.REFUSED, 2);
    assertThat(exit.signalData("refused").path("code").asText()).isEqualTo("CROSSING_ENDED");
  }
}
