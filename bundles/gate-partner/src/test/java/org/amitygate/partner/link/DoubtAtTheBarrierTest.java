package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not proved, not there in time, or not the right vehicle. */
class DoubtAtTheBarrierTest extends BetweenTwoGates {

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
  void aVehicleThatStayedIsAnnulledByBothSignatures() {
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.NotDeparted());
    assertThat(exit.state()).isEqualTo(HandoverState.NOT_DEPARTED);
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signals()).containsExactly("accepted", "annulled");
    assertThat(entry.signalData("aborted").path("cause").asText()).isEqualTo("NOT_DEPARTED");
  }

  @Test
  void whatNobodyCouldProveIsDecidedByTheOtherSidesSensors() {
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Unproven("the controller was away"));
    assertThat(exit.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.BARRIER_UNKNOWN);
    assertThat(exit.truck().hold().orElseThrow().text()).isEqualTo("the controller was away");
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
    assertThat(exit.signals()).containsExactly("accepted", "received");
  }

  @Test
  void aPersonDecides() {
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Unproven("the controller was away"));
    exit.event(new HandoverEvent.PersonDecided("DEPARTED", "lan", "saw it drive off"));
    pair.deliverAll();
    pair.bothAre(HandoverState.IN_STRIP, 1);
  }

  @Test
  void anotherVehicleInTheStripIsAMismatch() {
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMismatched("15C-999.99"));
    pair.deliverAll();
    pair.bothAre(HandoverState.MISMATCH, 1);
    assertThat(entry.openings).isZero();
    assertThat(entry.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.STRIP_MISMATCH);
    assertThat(exit.signalData("mismatch").path("seen").asText()).isEqualTo("15C-999.99");
    assertThat(exit.timeline("AlarmRaised")).containsExactly("STRIP_MISMATCH");
  }

  @Test
  void anOverdueVehicleIsAnAlarmOnBothSides() {
    pair.upTo(HandoverState.IN_STRIP);
    exit.clock.forward(Duration.ofMinutes(15));
    exit.event(new HandoverEvent.Due());
    entry.event(new HandoverEvent.Due());
    assertThat(exit.timeline("AlarmRaised")).containsExactly("OVERDUE");
    assertThat(entry.timeline("AlarmRaised")).containsExactly("OVERDUE");
    assertThat(exit.truck().handover().due()).isNull();
  }

  @Test
  void theEntrySideAsksWhatBecameOfItsPromise() {
    pair.upTo(HandoverState.OPENING);
    entry.clock.forward(Duration.ofMinutes(5));
    entry.event(new HandoverEvent.Due());
    pair.deliverAll();
    assertThat(entry.timeline("PartnerMessageReceived")).endsWith("STATUS");
    Entry status = record(exit, "PartnerMessageSent", 2);
    assertThat(status.body().path("messageType").asText()).isEqualTo("STATUS");
    assertThat(entry.truck().handover().due()).isEqualTo(entry.now().plus(Duration.ofMinutes(15)));
    bothCommitted();
  }

  @Test
  void twoSidesThatSayTheSameRaiseNoAlarm() {
    pair.upTo(HandoverState.OPENING);
    entry.clock.forward(Duration.ofMinutes(5));
    entry.event(new HandoverEvent.Due());
    pair.deliverAll();
    assertThat(entry.timeline("AlarmRaised")).isEmpty();
  }

  @Test
  void aDifferenceThatAStatusShowsIsAnAlarm() {
    pair.upTo(HandoverState.OPENING);
    exit.with(
        (tx, crossing) ->
            crossing.handover(new Handover(HandoverState.LOCAL, 2, 1, null, Map.of())));
    entry.clock.forward(Duration.ofMinutes(5));
    entry.event(new HandoverEvent.Due());
    pair.deliverAll();
    assertThat(entry.timeline("AlarmRaised")).containsExactly("DISAGREEMENT");
    assertThat(entry.timeline())
        .filteredOn(record -> record.type().equals("AlarmRaised"))
        .extracting(record -> record.body().path("text").asText())
        .containsExactly(
            "crossing "
                + entry.truck().name()
                + " is COMMITTED in epoch 1 here: message STATUS of partner 'vn-huunghi' says"
                + " LOCAL, committed epoch 1; compare 'gate:crossing' of both sides with the"
                + " people of 'vn-huunghi' and settle where it is");
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
  }

  @Test
  void aStatusThatHasNotHeardEverythingShowsNoDifference() {
    pair.upTo(HandoverState.OPENING);
    entry.clock.forward(Duration.ofMinutes(5));
    entry.event(new HandoverEvent.Due());
    entry.deliver();
    entry.event(new HandoverEvent.ArrivalMatched());
    exit.deliver();
    assertThat(entry.timeline("AlarmRaised")).isEmpty();
  }

  @Test
  void theEntrySidesBarrierIsAskedForAgainOnceNobodyHoldsTheCrossing() {
    pair.upTo(HandoverState.IN_STRIP);
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
  void aCommandThatNeverCameToTheEntrySidesBarrierIsGivenAgainOnceByItself() {
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMatched());
    assertThat(entry.openings).isEqualTo(1);
    entry.event(new HandoverEvent.NotOpened("OFFLINE"));
    assertThat(entry.truck().hold()).isEmpty();
    entry.clock.forward(Duration.ofSeconds(2));
    entry.event(new HandoverEvent.Due());
    assertThat(entry.openings).isEqualTo(2);
    entry.event(new HandoverEvent.NotOpened("OFFLINE"));
    assertThat(entry.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.BARRIER_STUCK);
  }

  @Test
  void aBarrierThatHadTheCommandAndDidNotOpenIsForAPerson() {
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMatched());
    entry.event(new HandoverEvent.NotOpened("STUCK"));
    assertThat(entry.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.BARRIER_STUCK);
  }

  @Test
  void aTailgaterAndAVehiclePassedByHandAreTold() {
    exit.change(
        tx -> {
          exit.link.handovers().laneAlarm(tx, "L3", "CLOSED", "TAILGATE");
          return "told";
        });
    exit.with((tx, crossing) -> exit.link.handovers().passedByHand(tx, crossing, "29C-123.45"));
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

  @Test
  void onlyAnAlarmOfTheLaneIsAnIncidentWhateverPeopleWrite() {
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "OPEN", "TAILGATE of 15C-1 is recorded");
          exit.link.handovers().laneAlarm(tx, "L3", "DEGRADED", "UNCOMMANDED_OPENING");
          return "told";
        });
    assertThat(exit.partnerRecords("PartnerMessageSent"))
        .extracting(record -> record.body().path("messageType").asText())
        .containsExactly("GATE_STATE", "GATE_STATE");
  }

  private void bothCommitted() {
    assertThat(exit.state()).isEqualTo(HandoverState.OPENING);
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
  }

  private static Entry record(TestGate gate, String type, int index) {
    return gate.timeline().stream().filter(entry -> entry.type().equals(type)).toList().get(index);
  }

  private static Optional<String> mustNotOpen(TestGate gate) {
    AtomicReference<Optional<String>> answer = new AtomicReference<>();
    gate.with((tx, crossing) -> answer.set(gate.link.handovers().mustNotOpen(tx, crossing)));
    return answer.get();
  }

  @Test
  void nothingIsOpenedAgainIntoALaneThatTheOtherSideHasStopped() {
    pair.upTo(HandoverState.OPENING);
    assertThat(mustNotOpen(exit)).isEmpty();
    entry.change(
        tx -> {
          entry.link.handovers().laneState(tx, "L3", "STOP", "fire");
          return "told";
        });
    pair.deliverAll();
    assertThat(mustNotOpen(exit)).hasValueSatisfying(why -> assertThat(why).contains("L3 is STOP"));
    assertThat(mustNotOpen(entry)).as("it is in the strip").isEmpty();
  }

  @Test
  void norWhileAJointInspectionIsPending() {
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.JointOpen("seal broken"));
    assertThat(mustNotOpen(exit)).contains("a joint inspection is pending");
  }

  @Test
  void whatALaneProvesIsTakenWithoutAPartnerInTheFile() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.withoutPartner();
    exit.event(new HandoverEvent.LaneChanged());
    exit.event(new HandoverEvent.ArrivalMatched());
    exit.event(new HandoverEvent.Stopped());
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    assertThat(exit.timeline("HandoverIgnored")).as("the stop").hasSize(1);
    assertThat(mustNotOpen(exit)).contains("partner '" + entry.id + "' is not configured");
  }
}
