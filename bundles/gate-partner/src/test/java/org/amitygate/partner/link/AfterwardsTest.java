package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.envelope.Bodies;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two gates say of a vehicle that was received: held, sampled, sent back. */
class AfterwardsTest {

  @TempDir Path folder;
  private GatePair pair;
  private TestGate exit;
  private TestGate entry;

  @BeforeEach
  void setUp() {
    pair = GatePair.of(folder);
    exit = pair.exit();
    entry = pair.entry();
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
}
