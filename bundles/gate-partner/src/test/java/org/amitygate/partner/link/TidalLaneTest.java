package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gates turn a lane: drained, with both signatures, and never two directions at once. */
class TidalLaneTest extends BetweenTwoGates {

  @BeforeEach
  void setUp() {
    tidal(exit);
    tidal(entry);
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  private static void tidal(TestGate gate) {
    GateConfig now = gate.config;
    LaneConfig lane = now.lanes().get(0);
    LaneConfig tidal =
        new LaneConfig(
            lane.id(),
            lane.direction(),
            lane.trafficClass(),
            lane.flow(),
            lane.partner(),
            lane.devices(),
            Optional.empty(),
            Optional.of("cargo-back"));
    gate.config =
        new GateConfig(
            now.gate(),
            List.of(tidal),
            now.partners(),
            Map.of(),
            Optional.empty(),
            Map.of(),
            "digest");
  }

  private static void turn(TestGate gate, boolean change) {
    gate.change(tx -> gate.link.talk().laneDirection(tx, "L3", change));
  }

  private static Role role(TestGate gate) {
    return LaneDirection.role(gate.journal.view(), gate.config.lanes().get(0));
  }

  private static String phase(TestGate gate) {
    return gate.journal
        .view()
        .item(LaneDirection.ITEM, "L3")
        .map(item -> item.path("phase").asText())
        .orElse("SETTLED");
  }

  private void turned() {
    turn(exit, true);
    pair.deliverAll();
    turn(entry, true);
    pair.deliverAll();
  }

  private void turnedBack() {
    turn(entry, true);
    pair.deliverAll();
    turn(exit, true);
    pair.deliverAll();
    assertThat(role(entry)).isEqualTo(Role.ENTRY);
  }

  @Test
  void eachStepIsOnRecordAtBothGates() {
    turned();
    for (TestGate gate : List.of(exit, entry)) {
      assertThat(gate.journal.view().records("lane:L3"))
          .filteredOn(record -> record.type().equals("LaneDirectionStep"))
          .hasSizeGreaterThan(1)
          .last()
          .satisfies(
              record -> assertThat(record.body().path("to").asText()).isEqualTo(phase(gate)));
    }
  }

  @Test
  void anAdviceThatOvertakesTheTurnIsHeldUntilTheLaneLeadsThere() {
    turned();
    turn(entry, true);
    pair.deliverAll();
    turn(exit, true); // it leads out of here, and the other gate has not heard so
    exit.effect("advise");
    while (exit.deliver("crossing:") | entry.deliver("crossing:")) {
      // what is about the truck alone
    }
    assertThat(exit.truck().handover().data().get("adviceWhy")).isEqualTo("LANE_UNKNOWN");
    pair.deliverAll();
    looks();
    assertThat(exit.truck().handover().data().get("advice")).isEqualTo("acknowledged");
    pair.upTo(HandoverState.OFFERED);
    pair.bothAre(HandoverState.OFFERED, 1);
  }

  /** What the entry gate does every few seconds. */
  private void looks() {
    entry.link.look();
    pair.deliverAll();
  }

  private static Object note(TestGate gate, String name) {
    return gate.truck().handover().data().get(name);
  }

  private void people(boolean hold) {
    entry.change(tx -> entry.link.talk().advice(tx, exit.truck().name(), hold, "CERTIFICATE"));
  }

  @Test
  void noTurnLetsAVehicleGoThatPeopleHold() {
    turned();
    exit.effect("advise");
    pair.deliverAll();
    assertThat(note(exit, "adviceWhy")).isEqualTo("LANE_UNKNOWN");
    people(true);
    pair.deliverAll();
    assertThat(note(exit, "adviceWhy")).isEqualTo("CERTIFICATE");
    turnedBack();
    looks();
    assertThat(note(exit, "advice")).isEqualTo("held");
    people(false);
    pair.deliverAll();
    assertThat(note(exit, "advice")).isEqualTo("acknowledged");
  }

  @Test
  void norWhenItWasAdvisedAgainMeanwhile() {
    exit.effect("advise");
    pair.deliverAll();
    people(true);
    pair.deliverAll();
    turned();
    Handover forgotten = new Handover(HandoverState.LOCAL, 1, 0, null, Map.of());
    exit.with((tx, crossing) -> crossing.handover(forgotten));
    exit.effect("advise");
    pair.deliverAll();
    turnedBack();
    looks();
    assertThat(note(exit, "advice")).as("nobody let it go").isEqualTo("sent");
    people(false);
    pair.deliverAll();
    assertThat(note(exit, "advice")).isEqualTo("acknowledged");
  }

  @Test
  void aLaneIsTurnedWhenBothSidesWantIt() {
    turn(exit, true);
    assertThat(phase(exit)).isEqualTo("PROPOSED");
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.EXIT);
    assertThat(role(entry)).isEqualTo(Role.ENTRY); // its people have not answered
    assertThat(entry.partnerRecords("AlarmRaised").get(0).body().path("code").asText())
        .isEqualTo("LANE_DIRECTION_PROPOSED");
    turn(entry, true);
    assertThat(role(entry)).isEqualTo(Role.EXIT);
    assertThat(role(exit)).isEqualTo(Role.EXIT); // closed until it hears so
    assertThat(phase(exit)).isEqualTo("PROPOSED");
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.ENTRY);
    assertThat(phase(exit)).isEqualTo("SETTLED");
    // and the whole way back
    turn(entry, true);
    pair.deliverAll();
    turn(exit, true);
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.EXIT);
    assertThat(role(entry)).isEqualTo(Role.ENTRY);
  }

  @Test
  void nothingMovesBetweenTheTwoSignatures() {
    pair.upTo(HandoverState.ACCEPTED);
    turn(exit, true);
    exit.effect("commit");
    pair.deliverAll();
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    assertThat(exit.timeline("PartnerMessageSent")).containsExactly("OFFER");
    turn(entry, false);
    pair.deliverAll();
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    pair.deliverAll();
    assertThat(exit.openings).isEqualTo(1);
  }

  @Test
  void aCommitThatComesAfterTheLaneWasTurnedIsDenied() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit"); // on its way
    turn(entry, true);
    exit.deliver("crossing:");
    assertThat(entry.state()).isEqualTo(HandoverState.LOCAL);
    assertThat(entry.signalData("aborted").path("cause").asText()).isEqualTo("LANE_DIRECTION");
    pair.deliverAll();
    assertThat(exit.openings).isZero();
  }

  @Test
  void aLaneIsDrainedBeforeAnythingIsSigned() {
    exit.notDrained = Optional.of("its strip is taken");
    turn(exit, true);
    pair.deliverAll();
    assertThat(phase(exit)).isEqualTo("DRAINING");
    exit.link.look();
    assertThat(phase(exit)).isEqualTo("DRAINING");
    assertThat(exit.journal.view().outbox()).isEmpty();
    exit.notDrained = Optional.empty();
    exit.link.look();
    assertThat(phase(exit)).isEqualTo("PROPOSED");
    pair.deliverAll();
    entry.notDrained = Optional.of("a vehicle is in its zone");
    turn(entry, true);
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.EXIT);
    assertThat(role(entry)).isEqualTo(Role.ENTRY);
    entry.notDrained = Optional.empty();
    entry.link.look();
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.ENTRY);
    assertThat(role(entry)).isEqualTo(Role.EXIT);
  }

  @Test
  void aCrashOfEitherSideInTheMiddleChangesNothing() {
    exit.notDrained = Optional.of("its strip is taken");
    turn(exit, true);
    exit.restart();
    exit.notDrained = Optional.empty();
    exit.link.look();
    exit.restart();
    exit.wireBack = bytes -> null; // the receipt is lost, and the sender with it
    exit.deliver();
    exit.restart();
    exit.wireBack = bytes -> bytes;
    pair.deliverAll();
    entry.restart();
    turn(entry, true);
    entry.restart();
    exit.restart();
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.ENTRY);
    assertThat(role(entry)).isEqualTo(Role.EXIT);
  }

  @Test
  void bothAskAtOnce() {
    turn(exit, true);
    turn(entry, true);
    pair.deliverAll();
    assertThat(role(exit)).isEqualTo(Role.ENTRY);
    assertThat(role(entry)).isEqualTo(Role.EXIT);
    assertThat(phase(exit)).isEqualTo("SETTLED");
    assertThat(phase(entry)).isEqualTo("SETTLED");
  }

  @Test
  void vehiclesComeTheOtherWayAfterwards() {
    turned();
    entry.change(
        tx -> {
          entry.crossings.begin(
              tx, TestGate.TRUCK, "", Role.EXIT, "L3", Map.of("plate", "桂A12345"));
          return 0;
        });
    assertThat(entry.truck().flow()).isEqualTo("cargo-back");
  }

  @Test
  void aProposalThatDoesNotFitIsAnAlarmAndChangesNothing() {
    GateConfig now = entry.config;
    LaneConfig lane = now.lanes().get(0);
    entry.config =
        new GateConfig(
            now.gate(),
            List.of(
                new LaneConfig(
                    lane.id(),
                    LaneConfig.Direction.EXPORT,
                    lane.trafficClass(),
                    lane.flow(),
                    lane.partner(),
                    lane.devices(),
                    lane.hours(),
                    lane.tidalFlow())),
            now.partners(),
            Map.of(),
            Optional.empty(),
            Map.of(),
            "digest");
    turn(exit, true);
    pair.deliverAll();
    assertThat(entry.partnerRecords("AlarmRaised").get(0).body().path("code").asText())
        .isEqualTo("LANE_DIRECTION_DIFFERS");
    assertThat(entry.link.talk().pending(entry.journal.view())).isEmpty();
  }

  @Test
  void aLaneThatIsNotTidalIsNotTurned() {
    GatePair plain = GatePair.of(folder);
    assertThatThrownBy(() -> turn(plain.exit(), true)).hasRootCauseInstanceOf(Refusal.class);
  }
}
