package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people enter at one gate and the other hears: arrivals, seals, incidents. */
class PeopleOfBothGatesTest extends BetweenTwoGates {

  private static final Map<String, Object> BROKEN = Map.of("verdict", "SEAL_BROKEN");

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45", "seal", "VN0000001"));
  }

  private static ObjectNode lastSent(TestGate gate) throws Exception {
    byte[] bytes = gate.sent.get(gate.sent.size() - 1);
    return Envelope.read(Signatures.unverifiedPayload(bytes)).body();
  }

  // Arrivals

  @Test
  void whatTwoPeopleSignedIsReceivedAndMarkedManual() throws Exception {
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.PeopleReceived("anna", "binh"));
    assertThat(entry.openings).isZero();
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
    ObjectNode said = lastSent(entry);
    assertThat(said.path("manual").isBoolean()).isTrue();
    assertThat(said.path("manual").asBoolean()).isTrue();
    assertThat(said.path("enteredAt").asText()).isEqualTo(entry.now().toString());
    assertThat(said.toString()).doesNotContain("anna", "binh");
    assertThat(entry.signals()).endsWith("received", "passed");
    entry.event(new HandoverEvent.ArrivalMatched()); // the sensors work again
    entry.effect("clear");
    pair.deliverAll();
    pair.bothAre(HandoverState.CLEARED, 1);
    assertThat(entry.openings).isZero();
  }

  @Test
  void aManualEntrySettlesWhatTheExitSideCouldNotProve() {
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Unproven("the controller was isolated"));
    entry.event(new HandoverEvent.PeopleReceived("anna", "binh"));
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
  }

  @Test
  void nobodyReceivesByHandWhatWasNotCommitted() {
    pair.upTo(HandoverState.ACCEPTED);
    entry.event(new HandoverEvent.PeopleReceived("anna", "binh"));
    assertThat(entry.state()).isEqualTo(HandoverState.ACCEPTED);
  }

  // Seals

  private void inspected() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.event(new HandoverEvent.JointOpen("the seal is broken"));
    pair.deliverAll();
    exit.event(new HandoverEvent.JointResult(BROKEN));
    entry.event(new HandoverEvent.JointResult(BROKEN));
    pair.deliverAll();
    assertThat(exit.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.JOINT_INSPECTION);
  }

  private void reseal(String before, String after) {
    exit.event(new HandoverEvent.SealChanged(before, after));
    pair.deliverAll();
  }

  @Test
  void anAgreedInspectionPutsANewSealOnAndBothSidesKnowBoth() throws Exception {
    inspected();
    reseal("VN0000001", "VN0000002");
    assertThat(lastSent(exit).toString())
        .isEqualTo("{\"oldSeal\":\"VN0000001\",\"newSeal\":\"VN0000002\"}");
    for (TestGate gate : new TestGate[] {exit, entry}) {
      assertThat(gate.truck().fact("seal")).isEqualTo("VN0000002");
      assertThat(gate.truck().fact("agreedSeal")).isEqualTo("VN0000002");
      Entry record =
          gate.timeline().stream()
              .filter(entry -> entry.type().equals("FactCorrected"))
              .findFirst()
              .orElseThrow();
      assertThat(record.personal().orElseThrow().toString())
          .isEqualTo("{\"before\":\"VN0000001\",\"value\":\"VN0000002\"}");
    }
    assertThat(entry.signalData("seal-changed").path("newSeal").asText()).isEqualTo("VN0000002");
  }

  @Test
  void eachInspectionChangesTheSealOnce() {
    inspected();
    reseal("VN0000001", "VN0000002");
    reseal("VN0000002", "VN0000003");
    assertThat(exit.truck().fact("seal")).isEqualTo("VN0000002");
    assertThat(entry.truck().fact("seal")).isEqualTo("VN0000002");
  }

  @Test
  void noSealIsChangedWithoutAnInspectionOrAfterCommit() {
    pair.upTo(HandoverState.ACCEPTED);
    reseal("VN0000001", "VN0000002");
    assertThat(exit.truck().fact("seal")).isEqualTo("VN0000001");
    exit.event(new HandoverEvent.JointOpen("the seal is broken"));
    pair.deliverAll();
    exit.event(new HandoverEvent.JointResult(BROKEN));
    pair.deliverAll();
    reseal("VN0000001", "VN0000002"); // one result is no agreement
    entry.event(new HandoverEvent.JointResult(BROKEN));
    pair.deliverAll();
    for (TestGate gate : new TestGate[] {exit, entry}) {
      gate.with((tx, crossing) -> gate.crossings.release(tx, crossing, "lan", "go on"));
    }
    pair.upTo(HandoverState.OPENING);
    assertThat(exit.state()).isEqualTo(HandoverState.OPENING);
    reseal("VN0000001", "VN0000002");
    assertThat(exit.truck().fact("seal")).isEqualTo("VN0000001");
  }

  // Incidents

  private void tell() {
    exit.change(tx -> exit.link.talk().incident(tx, "L3", "FIRE"));
  }

  private String state(TestGate gate) {
    List<ObjectNode> pending = gate.link.talk().pending(gate.journal.view());
    return pending.isEmpty() ? "" : pending.get(0).path("state").asText();
  }

  private static List<String> alarms(TestGate gate) {
    gate.link.look();
    return gate.partnerRecords("AlarmRaised").stream()
        .map(entry -> entry.body().path("code").asText())
        .toList();
  }

  @Test
  void anIncidentIsReceivedAndThenAcknowledgedByPeople() throws Exception {
    tell();
    assertThat(state(exit)).isEqualTo("not received");
    pair.deliverAll();
    assertThat(lastSent(exit).path("ackBy").asText())
        .isEqualTo(exit.now().plus(Duration.ofMinutes(15)).toString());
    assertThat(state(exit)).isEqualTo("received, not acknowledged");
    assertThat(state(entry)).isEqualTo("to be acknowledged here");
    assertThat(alarms(entry)).containsExactly("PARTNER_INCIDENT");
    String id = entry.link.talk().pending(entry.journal.view()).get(0).path("id").asText();
    entry.change(tx -> entry.link.talk().acknowledge(tx, id.substring(24)));
    entry.change(tx -> entry.link.talk().acknowledge(tx, id)); // said twice, told once
    assertThat(state(exit)).isEqualTo("received, not acknowledged");
    pair.deliverAll();
    assertThat(state(exit)).isEmpty();
    assertThat(state(entry)).isEmpty();
    assertThat(exit.partnerRecords("IncidentAcknowledgedByPartner")).hasSize(1);
    exit.clock.forward(Duration.ofHours(1));
    assertThat(alarms(exit)).isEmpty();
  }

  @Test
  void aReceiptIsNoAcknowledgementAndTimeRaisesAnAlarmOnce() {
    tell();
    pair.deliverAll();
    exit.clock.forward(Duration.ofMinutes(15));
    assertThat(alarms(exit)).isEmpty();
    exit.clock.forward(Duration.ofSeconds(1));
    assertThat(alarms(exit)).containsExactly("INCIDENT_NOT_ACKNOWLEDGED");
    exit.restart();
    assertThat(alarms(exit)).containsExactly("INCIDENT_NOT_ACKNOWLEDGED");
    assertThat(state(exit)).isEqualTo("received, not acknowledged, overdue");
  }

  @Test
  void soManyAlarmsAtOnceAndTheOthersNext() {
    for (int i = 0; i < 101; i++) {
      tell();
    }
    exit.clock.forward(Duration.ofMinutes(15).plusSeconds(1));
    assertThat(alarms(exit)).hasSize(100);
    assertThat(alarms(exit)).hasSize(101);
  }

  @Test
  void incidentsOfTwoPartnersWithOneIdHaveNamesOfTheirOwn() {
    tell();
    pair.deliverAll();
    entry.change(
        tx -> {
          Item told = tx.items("partner-incident").get(0);
          String id = told.id().replace(exit.id, "la-dansavan");
          tx.put("partner-incident", id, told.body().deepCopy().put("partner", "la-dansavan"));
          return id;
        });
    List<String> ids =
        entry.link.talk().pending(entry.journal.view()).stream()
            .map(line -> line.path("id").asText())
            .toList();
    assertThat(ids).hasSize(2).allMatch(id -> id.contains("/"));
    String called = ids.stream().filter(id -> id.startsWith(exit.id)).findFirst().orElseThrow();
    entry.change(tx -> entry.link.talk().acknowledge(tx, called));
    pair.deliverAll();
    assertThat(state(exit)).isEmpty();
    assertThat(state(entry)).isEqualTo("to be acknowledged here");
  }

  @Test
  void whatNobodyAcknowledgesIsForgottenAfterAMonthAndStaysOnRecord() {
    tell();
    pair.deliverAll();
    exit.clock.forward(Duration.ofDays(30));
    assertThat(alarms(exit)).containsExactly("INCIDENT_NOT_ACKNOWLEDGED");
    assertThat(state(entry)).isEqualTo("to be acknowledged here");
    exit.clock.forward(Duration.ofSeconds(1));
    for (TestGate gate : List.of(exit, entry)) {
      gate.link.look();
      assertThat(gate.journal.view().items("partner-incident")).isEmpty();
    }
    assertThat(entry.partnerRecords("PartnerIncident")).hasSize(1);
  }

  @Test
  void aVehicleThatWasPassedByHandIsAnIncidentToo() {
    exit.with((tx, crossing) -> exit.link.handovers().passedByHand(tx, crossing, "X"));
    pair.deliverAll();
    assertThat(state(entry)).isEqualTo("to be acknowledged here");
    String id = entry.link.talk().pending(entry.journal.view()).get(0).path("id").asText();
    entry.change(tx -> entry.link.talk().acknowledge(tx, id));
    pair.deliverAll();
    assertThat(state(exit)).isEmpty();
  }
}
