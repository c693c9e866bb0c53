package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps an offer from beginning a crossing, and passes, does not refuse it. */
class PassingTest extends BetweenTwoGates {

  private static final UUID BACK = UUID.fromString("0193a5f0-0000-7000-8000-00000000000b");

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  private void starts() {
    entry.version = Optional.empty();
    entry.restart();
  }

  @Test
  void aGateThatHasYetToInstallItsFlowsIsOfferedTheVehicleAgain() {
    starts();
    exit.effect("offer");
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.OFFERED);
    assertThat(entry.timeline()).as("nothing is kept").isEmpty();
    entry.version = Optional.of("1.0.0");
    pair.deliverAll();
    entry.effect("accept");
    pair.deliverAll();
    pair.bothAre(HandoverState.ACCEPTED, 1);
  }

  @Test
  void aFlowThatNobodyInstallsIsSaidToBeMissing() {
    starts();
    pair.clock().forward(Duration.ofMinutes(2).plusMillis(1));
    exit.effect("offer");
    pair.deliverAll();
    assertThat(exit.signalData("refused").path("code").asText()).isEqualTo("LANE_UNAVAILABLE");
  }

  @Test
  void anOfferWhoseTimeIsOverIsAnsweredWhateverPasses() {
    exit.effect("offer");
    pair.clock().forward(Duration.ofMinutes(3));
    starts();
    assertThat(exit.deliver()).isTrue();
    assertThat(exit.timeline().stream().map(record -> record.body().path("verdict").asText()))
        .contains("EXPIRED");
  }

  private HandoverState back(TestGate gate) {
    return Crossings.of(gate.journal.view().crossing(BACK).orElseThrow()).handover().state();
  }

  @Test
  void anOfferThatOvertakesTheLanesOtherSignatureIsSaidAgain() {
    for (TestGate gate : new TestGate[] {exit, entry}) {
      gate.tidal();
    }
    exit.change(tx -> exit.link.talk().laneDirection(tx, "L3", true));
    pair.deliverAll();
    entry.change(tx -> entry.link.talk().laneDirection(tx, "L3", true));
    entry.change(
        tx -> {
          var crossing =
              entry.crossings.begin(tx, BACK, "", Role.EXIT, "L3", Map.of("plate", "30A-1"));
          entry.link.handovers().apply(tx, crossing, new HandoverEvent.Offer(crossing.facts()));
          entry.crossings.put(tx, crossing);
          return crossing;
        });
    assertThat(entry.deliver("crossing:")).as("before the AGREED").isFalse();
    pair.deliverAll();
    assertThat(back(entry)).isEqualTo(HandoverState.OFFERED);
    assertThat(back(exit)).isEqualTo(HandoverState.OFFERED);
  }
}
