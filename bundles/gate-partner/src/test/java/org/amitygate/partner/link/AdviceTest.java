package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingRows;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A vehicle that is told of before it is offered, and how many the other side takes. */
class AdviceTest extends BetweenTwoGates {

  private static final UUID NEXT = UUID.fromString("0193a5f0-0000-7000-8000-000000000002");

  private static final String ITEM = "partner-advice";

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45", "driver", "secret"));
  }

  private void people(boolean hold) {
    entry.change(
        tx -> entry.link.talk().advice(tx, exit.truck().name(), hold, "CERTIFICATE_MISSING"));
  }

  private static void later(TestGate gate) {
    gate.clock.forward(Duration.ofSeconds(2));
    gate.event(new HandoverEvent.Due());
  }

  private String advice(TestGate gate) {
    return String.valueOf(gate.truck().handover().data().get("advice"));
  }

  @Test
  void whatIsAdvisedIsOfferedOnceItIsAcknowledged() {
    exit.effect("advise");
    exit.effect("offer");
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
    assertThat(exit.truck().handover().data().get("offerWaits"))
        .isEqualTo("the partner has not acknowledged the ADVISE");
    pair.deliverAll();
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
    later(exit);
    pair.deliverAll();
    pair.bothAre(HandoverState.OFFERED, 1);
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("ADVISE", "OFFER");
    assertThat(entry.timeline("PartnerMessageSent")).containsExactly("ADVISE_ACK");
    assertThat(advice(entry)).isEqualTo("acknowledged");
    assertThat(entry.signals()).isEmpty(); // its flow begins with the offer, as always
    assertThat(entry.truck().facts()).isEqualTo(Map.of("plate", "29C-123.45"));
  }

  @Test
  void aVehicleThatPeopleHoldIsNotOfferedUntilTheyLetItGo() {
    exit.effect("advise");
    pair.deliverAll();
    people(true);
    pair.deliverAll();
    exit.effect("offer");
    for (int i = 0; i < 5; i++) {
      later(exit);
    }
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
    assertThat(exit.truck().handover().data().get("offerWaits"))
        .isEqualTo("held by the partner: CERTIFICATE_MISSING");
    List<ObjectNode> pending = entry.link.talk().pending(entry.journal.view());
    assertThat(pending).hasSize(1);
    assertThat(pending.get(0).path("state").asText()).isEqualTo("held");
    assertThat(pending.get(0).path("name").asText()).isEqualTo(exit.truck().name());
    people(false);
    pair.deliverAll();
    later(exit);
    pair.deliverAll();
    pair.bothAre(HandoverState.OFFERED, 1);
    assertThat(entry.link.talk().pending(entry.journal.view())).isEmpty();
  }

  @Test
  void whatThePartnersPeopleWroteIsForgottenWithTheCrossing() {
    exit.effect("advise");
    pair.deliverAll();
    entry.change(tx -> entry.link.talk().advice(tx, exit.truck().name(), true, "ask Nguyen"));
    pair.deliverAll();
    exit.effect("offer");
    assertThat(exit.truck().handover().data().toString()).contains("ask Nguyen");
    List<Entry> records = exit.journal.view().records("crossing:" + TestGate.TRUCK);
    assertThat(records).extracting(Entry::body).asString().doesNotContain("Nguyen");
    assertThat(records)
        .filteredOn(entry -> entry.type().equals("HandoverStep"))
        .extracting(step -> step.personal().map(it -> it.path("why").asText()).orElse(""))
        .contains("held by the partner: ask Nguyen");

    exit.with((tx, crossing) -> exit.crossings.refuse(tx, crossing, "PERSON"));
    exit.change(tx -> CrossingRows.forget(tx, tx.crossing(TestGate.TRUCK).orElseThrow()));
    assertThat(exit.journal.view().crossing(TestGate.TRUCK).orElseThrow().toString())
        .contains("\"advice\":\"held\"")
        .doesNotContain("Nguyen");
  }

  @Test
  void aHoldThatCrossesTheOfferTakesItBack() {
    exit.effect("advise");
    pair.deliverAll();
    exit.effect("offer");
    people(true);
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    assertThat(exit.signalData("withdrawn").path("reason").asText()).isEqualTo("ADVISE_HOLD");
    exit.effect("offer");
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
    people(false); // by its name, now that it has a crossing
    pair.deliverAll();
    later(exit);
    pair.deliverAll();
    pair.bothAre(HandoverState.OFFERED, 2);
  }

  @Test
  void whatIsOfferedIsNotHeldByAnAdviceAnyMore() {
    exit.effect("advise");
    pair.deliverAll();
    pair.upTo(HandoverState.OFFERED);
    assertThatThrownBy(() -> people(true)).hasRootCauseInstanceOf(Refusal.class);
    assertThat(entry.timeline("PartnerMessageSent")).containsExactly("ADVISE_ACK");
  }

  @Test
  void aLaneThatDoesNotLeadThereHoldsTheVehicle() {
    exit.with((tx, crossing) -> exit.crossings.correct(tx, crossing, "lane", "L9"));
    exit.effect("advise");
    pair.deliverAll();
    exit.effect("offer");
    assertThat(exit.truck().handover().data().get("offerWaits"))
        .isEqualTo("held by the partner: LANE_UNKNOWN");
    assertThat(entry.journal.view().items(ITEM)).as("a lane that is not shared").isEmpty();
  }

  private void aWeekLater() {
    exit.clock.forward(Duration.ofDays(7));
    entry.link.look();
    assertThat(entry.journal.view().items(ITEM)).hasSize(1);
    exit.clock.forward(Duration.ofHours(1));
    entry.link.look();
    pair.deliverAll();
  }

  @Test
  void whatTheGateHoldsItselfIsLetGoWhenItIsForgotten() {
    entry.turn(LaneConfig.Direction.EXPORT);
    exit.effect("advise");
    pair.deliverAll();
    assertThat(advice(exit)).isEqualTo("held");
    aWeekLater();
    assertThat(entry.journal.view().items(ITEM)).isEmpty();
    assertThat(advice(exit)).isEqualTo("acknowledged");
  }

  @Test
  void whatPeopleHoldIsNotForgotten() {
    exit.effect("advise");
    pair.deliverAll();
    people(true);
    pair.deliverAll();
    aWeekLater();
    assertThat(entry.journal.view().items(ITEM)).hasSize(1);
    assertThat(advice(exit)).isEqualTo("held");
  }

  @Test
  void whatNobodyHoldsIsForgottenWithoutAWord() {
    exit.effect("advise");
    pair.deliverAll();
    aWeekLater();
    assertThat(entry.journal.view().items(ITEM)).isEmpty();
    assertThat(entry.timeline("PartnerMessageSent")).containsExactly("ADVISE_ACK");
  }

  @Test
  void onePartnerDoesNotAdviseAnothersVehicle() {
    entry.change(
        tx -> {
          ObjectNode item = Json.object().put("partner", "la-dansavan").put("advice", "held");
          tx.put(ITEM, TestGate.TRUCK.toString(), item.put("at", tx.now().toString()));
          return "advised by another one";
        });
    exit.effect("advise");
    pair.deliverAll();
    assertThat(entry.sent).isEmpty();
    assertThat(advice(exit)).isEqualTo("sent");
    exit.with(
        (tx, crossing) ->
            crossing.handover(new Handover(HandoverState.LOCAL, 1, 0, null, Map.of())));
    pair.upTo(HandoverState.OFFERED);
    assertThat(entry.truck().handover().data()).doesNotContainKey("advice");
    assertThat(entry.journal.view().items(ITEM).get(0).body().path("partner").asText())
        .isEqualTo("la-dansavan");
  }

  @Test
  void aLaneThatIsConfiguredOtherwiseLetsGoWhatWaitsForItSoManyAtOnce() {
    entry.turn(LaneConfig.Direction.EXPORT);
    exit.effect("advise");
    pair.deliverAll();
    ObjectNode item = entry.journal.view().items(ITEM).get(0).body();
    entry.change(
        tx -> {
          for (long n = 1; n <= 100; n++) {
            tx.put(ITEM, new UUID(0, n).toString(), item.deepCopy());
          }
          return "";
        });
    entry.link.look();
    assertThat(heldByTheGate()).isEqualTo(101);
    entry.turn(LaneConfig.Direction.IMPORT);
    entry.link.look();
    assertThat(heldByTheGate()).isEqualTo(1);
    entry.link.look();
    assertThat(heldByTheGate()).isZero();
    pair.deliverAll();
    assertThat(advice(exit)).isEqualTo("acknowledged");
  }

  private long heldByTheGate() {
    return entry.journal.view().items(ITEM).stream().filter(it -> it.body().has("reason")).count();
  }

  @Test
  void advisedAgainForALaneThatLeadsThereItIsLetGoAtOnce() {
    entry.turn(LaneConfig.Direction.EXPORT);
    exit.effect("advise");
    pair.deliverAll();
    assertThat(advice(exit)).isEqualTo("held");
    entry.turn(LaneConfig.Direction.IMPORT);
    adviseAgain("L3");
    assertThat(advice(exit)).isEqualTo("acknowledged");
  }

  @Test
  void advisedAgainForALaneThatIsNotSharedItIsHeldHereToo() {
    exit.effect("advise");
    pair.deliverAll();
    adviseAgain("L9");
    assertThat(advice(exit)).isEqualTo("held");
    assertThat(heldByTheGate()).isEqualTo(1);
    people(false);
    pair.deliverAll();
    assertThat(advice(exit)).isEqualTo("acknowledged");
  }

  /** As a gate may that forgot what it said. */
  private void adviseAgain(String lane) {
    Handover forgotten = new Handover(HandoverState.LOCAL, 1, 0, null, Map.of());
    exit.with(
        (tx, crossing) -> {
          crossing.handover(forgotten);
          exit.crossings.correct(tx, crossing, "lane", lane);
        });
    exit.effect("advise");
    pair.deliverAll();
  }

  @Test
  void peopleLetGoWhatWasAdvisedForALaneThatDidNotLeadThere() {
    entry.turn(LaneConfig.Direction.EXPORT);
    exit.effect("advise");
    pair.deliverAll();
    assertThat(advice(exit)).isEqualTo("held");
    assertThat(entry.link.talk().pending(entry.journal.view()).get(0).path("state").asText())
        .isEqualTo("held: LANE_UNKNOWN");
    entry.turn(LaneConfig.Direction.IMPORT);
    people(false);
    pair.deliverAll();
    pair.upTo(HandoverState.OFFERED);
    pair.bothAre(HandoverState.OFFERED, 1);
  }

  @Test
  void aHoldAtTheExitSideForgetsTheOfferThatWaits() {
    exit.effect("advise");
    exit.effect("offer");
    exit.hold(HoldReason.CUSTOMS_CONTROL);
    pair.deliverAll();
    later(exit);
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
    assertThat(exit.truck().handover().data()).doesNotContainKey("offerWaits");
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("ADVISE");
  }

  @Test
  void bothSidesGoOnAfterARestartInTheMiddle() {
    exit.effect("advise");
    exit.effect("offer");
    exit.restart();
    pair.deliverAll();
    people(true);
    entry.restart();
    pair.deliverAll();
    people(false);
    exit.restart();
    pair.deliverAll();
    later(exit);
    pair.deliverAll();
    pair.bothAre(HandoverState.OFFERED, 1);
  }

  // Quota

  private void quota(int count) {
    entry.change(
        tx -> entry.link.talk().quota(tx, "L3", count, entry.now().plus(Duration.ofHours(1))));
    pair.deliverAll();
  }

  @Test
  void nothingIsOfferedBeyondTheQuota() {
    quota(0);
    exit.effect("offer");
    later(exit);
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
    assertThat(String.valueOf(exit.truck().handover().data().get("offerWaits")))
        .startsWith("partner 'cn-youyi' takes no more than 0 vehicles on lane L3 until ");
    assertThat(exit.partnerRecords("PartnerQuota")).hasSize(1);
    quota(1);
    later(exit);
    assertThat(exit.state()).isEqualTo(HandoverState.OFFERED);
  }

  @Test
  void anOfferThatIsTakenBackGivesItsPlaceBack() {
    quota(1);
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("withdraw");
    pair.deliverAll();
    exit.effect("offer");
    assertThat(exit.state()).isEqualTo(HandoverState.OFFERED);
  }

  @Test
  void aVehicleThatWentOverHasUsedItsPlace() {
    quota(1);
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    exit.change(
        tx -> {
          Map<String, Object> facts = Map.of("plate", "29C-999.99");
          Crossing next = exit.crossings.begin(tx, NEXT, "", Role.EXIT, "L3", facts);
          exit.link.handovers().apply(tx, next, new HandoverEvent.Offer(facts));
          exit.crossings.put(tx, next);
          return next.handover().state();
        });
    Crossing next = Crossings.of(exit.journal.view().crossing(NEXT).orElseThrow());
    assertThat(next.handover().state()).isEqualTo(HandoverState.LOCAL);
    assertThat(next.handover().data()).containsKey("offerWaits");
  }

  @Test
  void aQuotaEndsWithItsTime() {
    quota(0);
    exit.effect("offer");
    exit.clock.forward(Duration.ofHours(1).plus(Duration.ofSeconds(29)));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.OFFERED);
  }
}
