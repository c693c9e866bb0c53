package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.handover.Situation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two gates say of a vehicle that was received: held, sampled, sent back. */
class AfterwardsTest extends BetweenTwoGates {

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
  }

  private static String agreed(TestGate gate) {
    return String.valueOf(gate.truck().handover().data().get("return"));
  }

  @Test
  void theOtherSideHearsThatItIsHeldOrSampled() {
    entry.effect("held", Map.of("reason", "papers"));
    entry.effect("sample-pending", Map.of("reason", "pesticide"));
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
    assertThat(exit.signalData("held").path("reason").asText()).isEqualTo("papers");
    assertThat(exit.signalData("sample-pending").path("reason").asText()).isEqualTo("pesticide");
  }

  @Test
  void aReturnIsAgreedAndOpensNothing() {
    int opened = exit.openings + entry.openings;
    entry.effect("return", Map.of("reason", "refused by quarantine"));
    pair.deliverAll();
    assertThat(exit.signalData("return-wanted").path("reason").asText())
        .isEqualTo("refused by quarantine");
    assertThat(agreed(exit)).isEqualTo("wanted");
    exit.effect("return-accept");
    pair.deliverAll();
    assertThat(agreed(exit)).isEqualTo("accepted");
    assertThat(agreed(entry)).isEqualTo("accepted");
    assertThat(entry.signals()).contains("return-accepted");
    pair.bothAre(HandoverState.RECEIVED, 1);
    assertThat(exit.openings + entry.openings).isEqualTo(opened);
  }

  @Test
  void bothAskingAtOnceIsAgreement() {
    entry.effect("return");
    exit.effect("return");
    pair.deliverAll();
    assertThat(agreed(exit)).isEqualTo("accepted");
    assertThat(agreed(entry)).isEqualTo("accepted");
  }

  /** The leg back: another crossing, from the side that received, in a lane that leads back. */
  private TestGate leadsBack() {
    TestGate back =
        new TestGate("vn-huunghi", "cn-youyi", LaneConfig.Direction.IMPORT, folder, exit.clock);
    exit.config = back.config;
    return exit;
  }

  private void offerBack(UUID id, String returnOf) {
    offer(entry, id, Map.of("plate", "29C-123.45", Bodies.RETURN_OF, returnOf));
    pair.deliverAll();
  }

  private static void offer(TestGate from, UUID id, Map<String, Object> facts) {
    from.change(
        tx -> {
          var crossing = from.crossings.begin(tx, id, "", Role.EXIT, "L3", facts);
          from.link.handovers().apply(tx, crossing, new HandoverEvent.Offer(facts));
          from.crossings.put(tx, crossing);
          return "offered";
        });
  }

  /** Why an offer was refused, as the gate that made it heard. */
  private static List<String> refusals(TestGate gate, UUID id) {
    List<String> codes = new ArrayList<>();
    for (JsonNode signal :
        gate.journal.view().crossing(id).orElseThrow().body().tree().path("signals")) {
      if (signal.path("name").asText().equals("refused")) {
        codes.add(signal.path("data").path("code").asText());
      }
    }
    return codes;
  }

  @Test
  void theLegBackIsANewCrossingThatNamesTheOneItReturns() {
    aReturnIsAgreedAndOpensNothing();
    UUID id = UUID.fromString("0193a5f0-0000-7000-8000-00000000000b");
    leadsBack();
    offerBack(id, TestGate.TRUCK.toString());
    assertThat(exit.journal.view().crossing(id)).isPresent();
  }

  private List<String> pending(TestGate gate) {
    return gate.link.talk().pending(gate.journal.view()).stream()
        .map(line -> line.path("what").asText() + " " + line.path("state").asText())
        .toList();
  }

  @Test
  void aReturnIsAnsweredByPeopleAlsoWhenTheCrossingHasEnded() {
    exit.with((tx, crossing) -> exit.crossings.done(tx, crossing));
    entry.effect("return", Map.of("reason", "refused by quarantine"));
    pair.deliverAll();
    assertThat(exit.timeline("AlarmRaised")).containsExactly("RETURN_WANTED");
    assertThat(pending(exit)).containsExactly("return to be accepted here");
    assertThat(pending(entry)).containsExactly("return not accepted by the partner");
    exit.effect("return-accept");
    pair.deliverAll();
    assertThat(pending(exit)).isEmpty();
    assertThat(pending(entry)).isEmpty();
    exit.with((tx, crossing) -> exit.link.handovers().forget(tx, crossing));
    assertThat(exit.journal.view().items("partner-return")).isEmpty();
  }

  private static final UUID BACK = UUID.fromString("0193a5f0-0000-7000-8000-00000000000b");

  private void back(TestGate gate, HandoverEvent event) {
    gate.change(
        tx -> {
          var crossing = gate.crossings.find(tx, BACK).orElseThrow();
          gate.link.handovers().apply(tx, crossing, event);
          gate.crossings.put(tx, crossing);
          return "applied";
        });
    pair.deliverAll();
  }

  private void leaves(String plate) {
    leadsBack();
    entry.change(
        tx -> entry.crossings.begin(tx, BACK, "", Role.EXIT, "L3", Map.of("plate", plate)));
    back(entry, new HandoverEvent.Offer(Map.of("plate", plate)));
  }

  private String named() {
    return Crossings.of(exit.journal.view().crossing(BACK).orElseThrow()).fact(Bodies.RETURN_OF);
  }

  @Test
  void theWayBackNamesTheCrossingThatWasAgreedUntilTheVehicleIsBack() {
    aReturnIsAgreedAndOpensNothing();
    leaves("29C 12345");
    assertThat(named()).isEqualTo(TestGate.TRUCK.toString());
    back(exit, new HandoverEvent.Accept());
    back(entry, new HandoverEvent.Commit());
    back(entry, new HandoverEvent.Opened());
    back(entry, new HandoverEvent.Departed());
    assertThat(entry.journal.view().items("partner-return")).hasSize(1);
    back(exit, new HandoverEvent.ArrivalMatched());
    assertThat(entry.journal.view().crossing(BACK).orElseThrow().body().tree().toString())
        .contains("RECEIVED");
    assertThat(entry.journal.view().items("partner-return")).isEmpty();
    assertThat(exit.journal.view().items("partner-return")).isEmpty();
  }

  @Test
  void anOfferThatWaitsForAPlaceNamesItToo() {
    aReturnIsAgreedAndOpensNothing();
    Instant until = exit.clock.now().plus(Duration.ofMinutes(5));
    leadsBack();
    exit.change(tx -> exit.link.talk().quota(tx, "L3", 0, until));
    pair.deliverAll();
    leaves("29C12345");
    assertThat(exit.journal.view().crossing(BACK)).isEmpty();
    exit.clock.forward(Duration.ofMinutes(6));
    back(entry, new HandoverEvent.Due());
    assertThat(named()).isEqualTo(TestGate.TRUCK.toString());
  }

  @Test
  void anotherVehicleGoesByNoReturn() {
    aReturnIsAgreedAndOpensNothing();
    leaves("30A-999.99");
    assertThat(named()).isEmpty();
  }

  @Test
  void whatOnlyOneSideWantsIsNamedByNoOffer() {
    entry.effect("return");
    leaves("29C-123.45");
    assertThat(named()).isEmpty();
  }

  @Test
  void ofTwoThatWereAgreedNoneIsNamed() {
    aReturnIsAgreedAndOpensNothing();
    UUID other = UUID.fromString("0193a5f0-0000-7000-8000-00000000000e");
    entry.change(
        tx -> {
          Map<String, Object> facts = Map.of("plate", "29C12345");
          var twice = entry.crossings.begin(tx, other, "X-2", Role.ENTRY, "L3", facts);
          twice.handover(entry.crossings.find(tx, TestGate.TRUCK).orElseThrow().handover());
          Situation now = Stored.situation(twice.handover());
          Returns.follow(tx, twice, Situation.START, now);
          entry.crossings.put(tx, twice);
          return "agreed";
        });
    leaves("29C-123.45");
    assertThat(named()).isEmpty();
  }

  @Test
  void nothingComesBackThatWasNotAgreedToReturn() {
    leadsBack();
    UUID id = UUID.fromString("0193a5f0-0000-7000-8000-00000000000c");
    offerBack(id, TestGate.TRUCK.toString());
    offerBackUnknown();
    assertThat(exit.journal.view().crossing(id)).isEmpty();
    assertThat(refusals(entry, id)).containsExactly("RETURN_NOT_ACCEPTED");
  }

  private void offerBackUnknown() {
    UUID id = UUID.fromString("0193a5f0-0000-7000-8000-00000000000d");
    offerBack(id, "not a crossing");
    assertThat(exit.journal.view().crossing(id)).isEmpty();
  }

  @Test
  void nothingComesBackToWhereItWent() {
    aReturnIsAgreedAndOpensNothing();
    UUID id = UUID.fromString("0193a5f0-0000-7000-8000-00000000000e");
    String returnOf = TestGate.TRUCK.toString();
    offer(exit, id, Map.of("plate", "29C-123.45", Bodies.RETURN_OF, returnOf));
    pair.deliverAll();
    assertThat(refusals(exit, id)).containsExactly("RETURN_NOT_ACCEPTED");
    assertThat(entry.journal.view().crossing(id)).isEmpty();
  }

  @Test
  void nobodyButThePartnerWithWhomItWasAgreedBringsItBack() {
    aReturnIsAgreedAndOpensNothing();
    TestGate third = third();
    UUID id = UUID.fromString("0193a5f0-0000-7000-8000-00000000000f");
    String returnOf = TestGate.TRUCK.toString();
    offer(third, id, Map.of("plate", "29C-123.45", Bodies.RETURN_OF, returnOf));
    new GatePair(exit, third, exit.clock).deliverAll();
    assertThat(refusals(third, id)).containsExactly("RETURN_NOT_ACCEPTED");
    assertThat(exit.journal.view().crossing(id)).isEmpty();
    UUID other = UUID.fromString("0193a5f0-0000-7000-8000-000000000010");
    offer(third, other, Map.of("plate", "29C-123.45"));
    new GatePair(exit, third, exit.clock).deliverAll();
    assertThat(exit.journal.view().crossing(other)).as("its own may come").isPresent();
  }

  /** Another partner of the exit gate, to whose side its lane leads from now on. */
  private TestGate third() {
    TestGate third =
        new TestGate("cn-puzhai", exit.id, LaneConfig.Direction.EXPORT, folder, exit.clock);
    GateConfig toThird =
        new TestGate(exit.id, third.id, LaneConfig.Direction.IMPORT, folder, exit.clock).config;
    Map<String, PartnerConfig> both = new HashMap<>(exit.config.partners());
    both.putAll(toThird.partners());
    exit.config =
        new GateConfig(
            toThird.gate(), toThird.lanes(), both, Map.of(), Optional.empty(), Map.of(), "both");
    exit.across.set(third);
    third.across.set(exit);
    exit.link.loadKeys();
    return third;
  }

  @Test
  void anOfferThatOvertakesTheAgreementIsSaidAgain() {
    exit.effect("return");
    pair.deliverAll();
    entry.effect("return-accept");
    leadsBack();
    String returnOf = TestGate.TRUCK.toString();
    offer(entry, BACK, Map.of("plate", "29C-123.45", Bodies.RETURN_OF, returnOf));
    assertThat(entry.deliver("crossing:" + BACK)).as("before the RETURN_ACCEPT").isFalse();
    pair.deliverAll();
    assertThat(exit.journal.view().crossing(BACK)).isPresent();
    assertThat(refusals(entry, BACK)).isEmpty();
  }
}
