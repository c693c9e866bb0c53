package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerActs;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people of both gates may do, with whom, and what they are told. */
class WhatPeopleAgreeTest extends BetweenTwoGates {

  private static final Actor VIEWER = new Actor("visitor", Set.of(Role.VIEWER));
  private static final Actor OPERATOR = new Actor("lan", Set.of(Role.OPERATOR));
  private static final Actor CUSTOMS = new Actor("minh", Set.of(Role.CUSTOMS));
  private static final Actor GUARD = new Actor("anna", Set.of(Role.BORDER_GUARD));
  private static final Actor SECOND = new Actor("binh", Set.of(Role.BORDER_GUARD));
  private static final String TRUCK = TestGate.TRUCK.toString();

  private PartnerActs exitActs;
  private PartnerActs entryActs;

  @BeforeEach
  void setUp() {
    exitActs = acts(exit);
    entryActs = acts(entry);
    exit.begin(Map.of("plate", "29C-123.45", "seal", "VN0000001"));
  }

  private static PartnerActs acts(TestGate gate) {
    return new PartnerActs(
        gate.journal, gate, gate.crossings, () -> gate.link.handovers(), () -> gate.link.talk());
  }

  private String told(CompletableFuture<String> act) {
    try {
      String sentence = act.join();
      pair.deliverAll();
      return sentence;
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      while (cause != null && !(cause instanceof Refusal)) {
        cause = cause.getCause();
      }
      assertThat(cause).as(String.valueOf(e.getCause())).isInstanceOf(Refusal.class);
      return "refused: " + String.valueOf(cause == null ? "" : cause.getMessage());
    }
  }

  // Joint inspections and seals

  @Test
  void anInspectionFromItsOpeningToTheNewSeal() {
    assertThat(told(exitActs.inspect(CUSTOMS, TRUCK, "the seal is broken")))
        .startsWith("refused: ")
        .contains("does not know it yet");
    pair.upTo(HandoverState.ACCEPTED);
    assertThat(told(exitActs.inspect(OPERATOR, TRUCK, "the seal is broken")))
        .contains("needs the role customs or border-guard");
    assertThat(told(exitActs.inspect(CUSTOMS, TRUCK, "the seal is broken")))
        .endsWith("moves until both results are equal; the partner is told");
    assertThat(told(exitActs.reseal(CUSTOMS, TRUCK, "VN0000002", "new seal")))
        .contains("the joint inspection is not agreed");
    Map<String, String> found = Map.of("verdict", "SOUND", "grossKg", "31200", "sealed", "false");
    assertThat(told(exitActs.inspected(CUSTOMS, TRUCK, found, " ")))
        .startsWith("refused: a reason is needed");
    assertThat(told(exitActs.inspected(CUSTOMS, TRUCK, Map.of(), "looked")))
        .startsWith("refused: a result has findings");
    assertThat(told(exitActs.inspected(CUSTOMS, TRUCK, found, "looked")))
        .isEqualTo("the result is signed and sent; the partner's is awaited");
    assertThat(exit.timeline())
        .filteredOn(entry -> entry.type().equals("JointResultByPerson"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.body().toString()).contains("looked"));
    assertThat(told(exitActs.inspected(CUSTOMS, TRUCK, found, "looked")))
        .contains("the first one counts");
    assertThat(told(entryActs.inspected(CUSTOMS, TRUCK, found, "looked")))
        .startsWith("both results are equal");
    assertThat(told(exitActs.reseal(CUSTOMS, TRUCK, "VN0000001", "new seal")))
        .contains("is no number of another seal");
    assertThat(told(exitActs.reseal(CUSTOMS, TRUCK, "VN0000002", "new seal")))
        .endsWith("has seal VN0000002; the partner is told both");
    assertThat(entry.truck().fact("seal")).isEqualTo("VN0000002");
    assertThat(told(exitActs.reseal(CUSTOMS, TRUCK, "VN0000003", "again")))
        .contains("has changed the seal already");
  }

  @Test
  void aDisputeIsSaid() {
    pair.upTo(HandoverState.ACCEPTED);
    told(exitActs.inspect(GUARD, TRUCK, "the seal is broken"));
    told(exitActs.inspected(CUSTOMS, TRUCK, Map.of("verdict", "SOUND"), "looked"));
    assertThat(told(entryActs.inspected(CUSTOMS, TRUCK, Map.of("verdict", "OPENED"), "looked")))
        .startsWith("the results differ");
  }

  // Returns

  @Test
  void aReturnIsAskedForAndAccepted() {
    assertThat(told(exitActs.requestReturn(OPERATOR, TRUCK, "rotten")))
        .contains("was not received yet");
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    assertThat(told(exitActs.acceptReturn(OPERATOR, TRUCK, "yes"))).contains("has not asked");
    assertThat(told(entryActs.requestReturn(VIEWER, TRUCK, "rotten"))).contains("needs the role");
    assertThat(told(entryActs.requestReturn(OPERATOR, TRUCK, "rotten")))
        .startsWith("the partner is asked");
    assertThat(told(exitActs.acceptReturn(OPERATOR, TRUCK, "yes"))).contains("nothing opens");
    assertThat(entry.signals()).contains("return-accepted");
  }

  // Arrivals

  @Test
  void twoPeopleSignAnArrival() {
    assertThat(told(entryActs.received(GUARD, TRUCK, "camera down"))).startsWith("refused: ");
    pair.upTo(HandoverState.IN_STRIP);
    assertThat(told(entryActs.received(OPERATOR, TRUCK, "camera down")))
        .contains("needs the role border-guard");
    assertThat(told(entryActs.received(GUARD, TRUCK, "camera down")))
        .isEqualTo("noted; a second person must sign the same within 30 min");
    assertThat(told(entryActs.received(GUARD, TRUCK, "camera down")))
        .isEqualTo("noted before; a second person must sign the same within 30 min");
    assertThat(entry.state()).isEqualTo(HandoverState.IN_STRIP);
    assertThat(told(entryActs.received(SECOND, TRUCK, "seen it too")))
        .endsWith("is received by hand; the partner is told, marked manual");
    pair.bothAre(HandoverState.RECEIVED, 1);
    assertThat(entry.openings).isZero();
    assertThat(told(entryActs.received(SECOND, TRUCK, "seen it too")))
        .endsWith("was received by hand");
    assertThat(entry.timeline().stream().map(record -> record.type()))
        .containsOnlyOnce("ReceivedByHandProposed", "ReceivedByHand");
  }

  @Test
  void aSecondPersonWhoComesTooLateIsTheFirst() {
    pair.upTo(HandoverState.IN_STRIP);
    told(entryActs.received(GUARD, TRUCK, "camera down"));
    entry.clock.forward(Duration.ofMinutes(31));
    assertThat(told(entryActs.received(SECOND, TRUCK, "seen it too"))).startsWith("noted; ");
    assertThat(entry.state()).isEqualTo(HandoverState.IN_STRIP);
  }

  // Beside a crossing

  @Test
  void quotasAdvicesIncidentsAndLanes() {
    assertThat(told(entryActs.quota(OPERATOR, "L3", "many", "2026-11-23T18:00:00Z", "full")))
        .isEqualTo("refused: 'many' is no number of vehicles");
    assertThat(told(entryActs.quota(OPERATOR, "L3", "40", "2020-01-01", "full")))
        .contains("is not to come");
    assertThat(told(entryActs.quota(OPERATOR, "L9", "40", "2099-01-01", "full")))
        .contains("no lane 'L9'");
    assertThat(told(entryActs.quota(OPERATOR, "L3", "40", "2099-01-01T00:00:00Z", "full")))
        .isEqualTo(
            "partner 'vn-huunghi' is told: 40 vehicles on lane L3 until 2099-01-01T00:00:00Z");
    exit.effect("advise");
    pair.deliverAll();
    String name = exit.truck().name();
    assertThat(told(entryActs.advice(VIEWER, name, true, "papers"))).contains("needs the role");
    assertThat(told(entryActs.advice(OPERATOR, "X-1", true, "papers")))
        .startsWith("refused: no vehicle 'X-1' is advised");
    assertThat(told(entryActs.advice(OPERATOR, name, true, "papers")))
        .isEqualTo(name + " is not to be offered; the partner is told why");
    assertThat(told(entryActs.advice(OPERATOR, name, true, "papers"))).startsWith("refused: ");
    assertThat(told(exitActs.incident(GUARD, "L3", "a fire", "seen")))
        .contains("is no kind of incident");
    assertThat(told(exitActs.incident(GUARD, "L3", "FIRE", "Nguyen saw it")))
        .startsWith("incident");
    assertThat(exit.sent).noneMatch(bytes -> new String(bytes).contains("Nguyen"));
    String id =
        entryActs.pending().join().stream()
            .filter(line -> line.path("what").asText().equals("incident"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    assertThat(told(entryActs.acknowledge(GUARD, "0000", "known"))).startsWith("refused: there is");
    assertThat(told(entryActs.acknowledge(GUARD, id, "known")))
        .isEqualTo("FIRE of partner 'vn-huunghi' is acknowledged; the partner is told");
    assertThat(told(exitActs.laneDirection(OPERATOR, "L3", true, "more come than go")))
        .contains("is not tidal");
    assertThat(List.of("QuotaGivenByPerson"))
        .isEqualTo(entry.journal.view().records("lane:L3").stream().map(r -> r.type()).toList());
  }

  // Books

  @Test
  void operatorsHaveTheBooksComparedAndOthersDoNot() {
    for (Actor other : List.of(VIEWER, CUSTOMS)) {
      CompletableFuture<Report> refused = exitActs.reconcile(other, exit.other, Duration.ofDays(1));
      assertThat(refused).isCompletedExceptionally();
      assertThatThrownBy(refused::join)
          .hasCauseInstanceOf(Refusal.class)
          .hasMessageContaining("needs the role operator or border-guard");
    }
    assertThat(exit.partnerRecords("ReconciliationAsked")).isEmpty();
    CompletableFuture<Report> report = exitActs.reconcile(OPERATOR, exit.other, Duration.ofDays(1));
    pair.deliverAll();
    assertThat(report.join().partner()).isEqualTo(exit.other);
    assertThat(exit.partnerRecords("ReconciliationAsked").get(0).body().path("by").asText())
        .isEqualTo("lan");
  }
}
