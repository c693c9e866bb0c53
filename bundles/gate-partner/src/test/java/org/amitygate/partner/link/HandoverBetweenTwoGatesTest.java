package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.api.io.TempDir;

/** Two real links and their journals, joined by a transport that does what the test wants. */
class HandoverBetweenTwoGatesTest {

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

  @TempDir Path folder;
  private TestGate.Pair pair;
  private TestGate exit;
  private TestGate entry;

  @BeforeEach
  void setUp() {
    pair = TestGate.pair(folder);
    exit = pair.exit();
    entry = pair.entry();
    exit.begin(FACTS);
  }

  private void upTo(HandoverState state) {
    exit.effect("offer");
    pair.deliverAll();
    if (state == HandoverState.OFFERED) {
      return;
    }
    entry.effect("accept");
    pair.deliverAll();
    if (state == HandoverState.ACCEPTED) {
      return;
    }
    exit.effect("commit");
    pair.deliverAll();
    if (state == HandoverState.OPENING) {
      return;
    }
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.Departed());
    pair.deliverAll();
  }

  private void bothAre(HandoverState state, int epoch) {
    assertThat(exit.state()).isEqualTo(state);
    assertThat(entry.state()).isEqualTo(state);
    assertThat(exit.epoch()).isEqualTo(epoch);
    assertThat(entry.epoch()).isEqualTo(epoch);
  }

  @Test
  void aTruckCrosses() {
    upTo(HandoverState.OFFERED);
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
    bothAre(HandoverState.IN_STRIP, 1);
    entry.event(new HandoverEvent.ArrivalMatched());
    assertThat(entry.openings).isEqualTo(1);
    pair.deliverAll();
    bothAre(HandoverState.RECEIVED, 1);
    entry.event(new HandoverEvent.Opened());
    entry.event(new HandoverEvent.Departed());
    entry.effect("clear");
    pair.deliverAll();
    bothAre(HandoverState.CLEARED, 1);

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
    upTo(HandoverState.OFFERED);
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
    bothAre(HandoverState.LOCAL, 2);
    assertThat(entry.signals()).containsExactly("withdrawn");
    upTo(HandoverState.OFFERED);
    bothAre(HandoverState.OFFERED, 2);
    assertThat(entry.signals()).containsExactly("withdrawn", "offered");
  }

  @Test
  void aHoldWithdrawsTheOfferWithoutAStaleSignal() {
    upTo(HandoverState.ACCEPTED);
    exit.hold(HoldReason.CUSTOMS_CONTROL);
    pair.deliverAll();
    bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signals()).containsExactly("accepted");
    assertThat(entry.signals()).containsExactly("withdrawn");
  }

  @Test
  void aRefusalEndsItOnBothSides() {
    upTo(HandoverState.OFFERED);
    entry.effect("refuse", Map.of("code", "NOT_ANNOUNCED"));
    pair.deliverAll();
    bothAre(HandoverState.REFUSED, 1);
    assertThat(exit.signals()).containsExactly("refused");
  }

  @Test
  void aCommitWaitsForTheLaneAndThenGoesByItself() {
    upTo(HandoverState.ACCEPTED);
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
    upTo(HandoverState.ACCEPTED);
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
    assertThat(exit.partnerRecords("PartnerLaneState")).hasSize(2);
  }

  @Test
  void thePartnersStopBeatsACommitOkThatIsOnItsWay() {
    upTo(HandoverState.ACCEPTED);
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
    bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.openings).isZero();
    assertThat(signalData(exit, "aborted").path("text").asText())
        .contains("STOP at partner 'cn-youyi'");
  }

  @Test
  void aDeniedCommitClosesTheEpoch() {
    upTo(HandoverState.ACCEPTED);
    entry.cannotTake = Optional.of("STRIP_FULL");
    exit.effect("commit");
    pair.deliverAll();
    bothAre(HandoverState.LOCAL, 2);
    assertThat(signalData(exit, "aborted").path("cause").asText()).isEqualTo("STRIP_FULL");
    assertThat(signalData(entry, "aborted").path("cause").asText()).isEqualTo("STRIP_FULL");
    assertThat(exit.openings).isZero();
  }

  private static ObjectNode signalData(TestGate gate, String name) {
    for (var signal :
        gate.journal.view().crossing(TestGate.TRUCK).orElseThrow().body().path("signals")) {
      if (signal.path("name").asText().equals(name)) {
        return (ObjectNode) signal.path("data");
      }
    }
    throw new AssertionError("no signal " + name);
  }

  @Test
  void aCrossingHeldAtTheEntrySideTakesNoVehicle() {
    upTo(HandoverState.ACCEPTED);
    entry.hold(HoldReason.SYSTEM);
    exit.effect("commit");
    pair.deliverAll();
    bothAre(HandoverState.LOCAL, 2);
    assertThat(signalData(exit, "aborted").path("cause").asText()).isEqualTo("HELD");
  }

  @Test
  void aLostCommitOkIsAbortedAndNeverOpensLater() {
    upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.deliver();
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
    exit.clock.forward(Duration.ofSeconds(30));
    exit.event(new HandoverEvent.Due());
    assertThat(signalData(exit, "aborted").path("cause").asText()).isEqualTo("COMMIT_TIMEOUT");
    pair.deliverAll();
    bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.openings).isZero();
    assertThat(exit.timeline("PartnerMessageReceived")).containsExactly("ACCEPT", "COMMIT_OK");
    assertThat(exit.timeline()).extracting(Entry::type).contains("HandoverIgnored");
  }

  @Test
  void whatTheInterlockDeniesIsAborted() {
    upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    exit.denied = Optional.of("GATE_STOP: fire");
    pair.deliverAll();
    bothAre(HandoverState.LOCAL, 2);
    assertThat(signalData(exit, "aborted").path("cause").asText()).isEqualTo("DENIED");
    assertThat(signalData(exit, "aborted").path("text").asText()).isEqualTo("GATE_STOP: fire");
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("OFFER", "COMMIT", "ABORT");
  }

  @Test
  void aVehicleThatStayedIsAnnulledByBothSignatures() {
    upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.NotDeparted());
    assertThat(exit.state()).isEqualTo(HandoverState.NOT_DEPARTED);
    pair.deliverAll();
    bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signals()).containsExactly("accepted", "annulled");
    assertThat(signalData(entry, "aborted").path("cause").asText()).isEqualTo("NOT_DEPARTED");
  }

  @Test
  void whatNobodyCouldProveIsDecidedByTheOtherSidesSensors() {
    upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Unproven("the controller was away"));
    assertThat(exit.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.BARRIER_UNKNOWN);
    assertThat(exit.truck().hold().orElseThrow().text()).isEqualTo("the controller was away");
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    bothAre(HandoverState.RECEIVED, 1);
    assertThat(exit.signals()).containsExactly("accepted", "received");
  }

  @Test
  void aPersonDecides() {
    upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Unproven("the controller was away"));
    exit.event(new HandoverEvent.PersonDecided("DEPARTED", "lan", "saw it drive off"));
    pair.deliverAll();
    bothAre(HandoverState.IN_STRIP, 1);
  }

  @Test
  void anotherVehicleInTheStripIsAMismatch() {
    upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMismatched("15C-999.99"));
    pair.deliverAll();
    bothAre(HandoverState.MISMATCH, 1);
    assertThat(entry.openings).isZero();
    assertThat(entry.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.STRIP_MISMATCH);
    assertThat(signalData(exit, "mismatch").path("seen").asText()).isEqualTo("15C-999.99");
    assertThat(exit.timeline("AlarmRaised")).containsExactly("STRIP_MISMATCH");
  }

  @Test
  void anOverdueVehicleIsAnAlarmOnBothSides() {
    upTo(HandoverState.IN_STRIP);
    exit.clock.forward(Duration.ofMinutes(15));
    exit.event(new HandoverEvent.Due());
    entry.event(new HandoverEvent.Due());
    assertThat(exit.timeline("AlarmRaised")).containsExactly("OVERDUE");
    assertThat(entry.timeline("AlarmRaised")).containsExactly("OVERDUE");
    assertThat(exit.truck().handover().due()).isNull();
  }

  @Test
  void theEntrySideAsksWhatBecameOfItsPromise() {
    upTo(HandoverState.OPENING);
    entry.clock.forward(Duration.ofMinutes(5));
    entry.event(new HandoverEvent.Due());
    pair.deliverAll();
    assertThat(entry.timeline("PartnerMessageReceived")).endsWith("STATUS");
    Entry status = record(exit, "PartnerMessageSent", 2);
    assertThat(status.body().path("messageType").asText()).isEqualTo("STATUS");
    assertThat(entry.truck().handover().due()).isEqualTo(entry.now().plus(Duration.ofMinutes(15)));
    bothCommitted();
  }

  private void bothCommitted() {
    assertThat(exit.state()).isEqualTo(HandoverState.OPENING);
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
  }

  @Test
  void theEntrySidesBarrierIsAskedForAgainOnceNobodyHoldsTheCrossing() {
    upTo(HandoverState.IN_STRIP);
    entry.denied = Optional.of("lane L3 is CLOSED");
    entry.event(new HandoverEvent.ArrivalMatched());
    assertThat(entry.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.BARRIER_STUCK);
    entry.denied = Optional.empty();
    entry.clock.forward(Duration.ofSeconds(2));
    entry.event(new HandoverEvent.Due());
    assertThat(entry.openings).isZero();
    entry.with((tx, crossing) -> entry.crossings.release(tx, crossing, "lan", "lane is open"));
    entry.clock.forward(Duration.ofSeconds(2));
    entry.event(new HandoverEvent.Due());
    assertThat(entry.openings).isEqualTo(1);
    entry.clock.forward(Duration.ofSeconds(2));
    entry.event(new HandoverEvent.Due());
    assertThat(entry.openings).isEqualTo(1);
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
    assertThat(signalData(exit, "refused").path("code").asText()).isEqualTo("LANE_UNKNOWN");
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
  }

  @Test
  void anOfferOfACrossingThatEndedHereIsRefused() {
    upTo(HandoverState.OFFERED);
    entry.with((tx, crossing) -> entry.crossings.refuse(tx, crossing, "PERSON"));
    exit.effect("withdraw");
    exit.effect("offer");
    pair.deliverAll();
    bothAre(HandoverState.REFUSED, 2);
    assertThat(signalData(exit, "refused").path("code").asText()).isEqualTo("CROSSING_ENDED");
  }

  @Test
  void aTailgaterAndAVehiclePassedByHandAreTold() {
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "CLOSED", "TAILGATE");
          return "told";
        });
    exit.with(
        (tx, crossing) ->
            exit.link.handovers().passedByHand(tx, crossing, "29C-123.45", "server was down"));
    pair.deliverAll();
    List<String> kinds =
        entry.partnerRecords("PartnerIncident").stream()
            .map(r -> r.body().path("kind").asText())
            .toList();
    assertThat(kinds).containsExactlyInAnyOrder("TAILGATE", "MANUAL_PASSING");
    Entry manual =
        entry.partnerRecords("PartnerIncident").stream()
            .filter(r -> r.body().path("kind").asText().equals("MANUAL_PASSING"))
            .findFirst()
            .orElseThrow();
    ObjectNode body = (ObjectNode) manual.personal().orElseThrow().path("body");
    assertThat(body.path("manual").asBoolean()).isTrue();
    assertThat(body.path("late").asBoolean()).isTrue();
    assertThat(body.path("plate").asText()).isEqualTo("29C-123.45");
  }
}
