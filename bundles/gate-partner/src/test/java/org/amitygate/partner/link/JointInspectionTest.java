package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gates inspect one vehicle together: nothing moves until both signed results are equal. */
class JointInspectionTest extends BetweenTwoGates {

  private static final Map<String, Object> SOUND =
      Map.of("verdict", "SOUND", "seal", "CN1234567", "grossKg", 31200L);

  private static final Map<String, Object> SOUND_IN_OTHER_ORDER =
      Map.of("grossKg", 31200.0, "seal", "CN1234567", "verdict", "SOUND");

  private static final Map<String, Object> BROKEN =
      Map.of("verdict", "SEAL_BROKEN", "seal", "CN1234567", "grossKg", 31200L);

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  private static void finds(TestGate gate, Map<String, Object> result) {
    gate.event(new HandoverEvent.JointResult(result));
  }

  private void opened() {
    pair.upTo(HandoverState.ACCEPTED);
    entry.event(new HandoverEvent.JointOpen("seal broken"));
    pair.deliverAll();
    pair.bothAre(HandoverState.LOCAL, 2);
    for (TestGate gate : new TestGate[] {exit, entry}) {
      assertThat(gate.truck().hold().orElseThrow().reason()).isEqualTo(HoldReason.JOINT_INSPECTION);
      gate.with((tx, crossing) -> gate.crossings.release(tx, crossing, "lan", "go on"));
    }
  }

  private static String joint(TestGate gate) {
    return String.valueOf(gate.truck().handover().data().get("joint"));
  }

  /** Offers and accepts again, and asks for the barrier. */
  private void commit() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    pair.deliverAll();
  }

  @Test
  void equalResultsLetTheVehicleGoOn() {
    opened();
    finds(exit, SOUND);
    assertThat(joint(exit)).isEqualTo("open");
    finds(entry, SOUND_IN_OTHER_ORDER);
    pair.deliverAll();
    assertThat(joint(exit)).isEqualTo("agreed");
    assertThat(joint(entry)).isEqualTo("agreed");
    assertThat(exit.signalData("joint-agreed").path("digest"))
        .isEqualTo(entry.signalData("joint-agreed").path("digest"));
    commit();
    assertThat(exit.openings).isEqualTo(1);
  }

  @Test
  void oneResultIsNoAgreement() {
    opened();
    finds(exit, SOUND);
    pair.deliverAll();
    commit();
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    finds(exit, SOUND); // one side alone, twice
    pair.deliverAll();
    assertThat(joint(entry)).isEqualTo("open");
    exit.clock.forward(Duration.ofSeconds(2));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    finds(entry, SOUND);
    pair.deliverAll();
    exit.event(new HandoverEvent.LaneChanged());
    pair.deliverAll();
    assertThat(exit.openings).isEqualTo(1);
  }

  @Test
  void unequalResultsAreADisputeAndNothingMoves() {
    opened();
    finds(entry, BROKEN);
    pair.deliverAll();
    finds(exit, SOUND);
    pair.deliverAll();
    assertThat(joint(exit)).isEqualTo("disputed");
    assertThat(joint(entry)).isEqualTo("disputed");
    assertThat(exit.timeline("AlarmRaised")).containsExactly("JOINT_DISPUTED");
    assertThat(entry.timeline("AlarmRaised")).containsExactly("JOINT_DISPUTED");
    commit();
    assertThat(exit.openings).isZero();
  }

  @Test
  void aDisputeIsInspectedAgain() {
    unequalResultsAreADisputeAndNothingMoves();
    exit.event(new HandoverEvent.JointOpen("again"));
    pair.deliverAll();
    finds(exit, BROKEN);
    finds(entry, BROKEN);
    pair.deliverAll();
    assertThat(joint(exit)).isEqualTo("agreed");
    assertThat(joint(entry)).isEqualTo("agreed");
  }

  @Test
  void anAttemptThatIsMadeBeforeTheOtherSideAgreesIsDenied() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    entry.event(new HandoverEvent.JointOpen("seal broken"));
    entry.with((tx, crossing) -> entry.crossings.release(tx, crossing, "lan", "go on"));
    exit.deliver();
    assertThat(entry.state()).isEqualTo(HandoverState.LOCAL);
    pair.deliverAll();
    assertThat(exit.openings).isZero();
    assertThat(entry.signalData("aborted").path("cause").asText()).isEqualTo("JOINT_INSPECTION");
  }

  @Test
  void aVehicleInTheStripWaitsBeforeTheEntrySidesBarrier() {
    pair.upTo(HandoverState.IN_STRIP);
    exit.event(new HandoverEvent.JointOpen("told on the radio"));
    pair.deliverAll();
    entry.with((tx, crossing) -> entry.crossings.release(tx, crossing, "lan", "go on"));
    entry.event(new HandoverEvent.ArrivalMatched());
    assertThat(entry.state()).isEqualTo(HandoverState.RECEIVED);
    assertThat(entry.openings).isZero();
    finds(exit, SOUND);
    finds(entry, SOUND);
    pair.deliverAll();
    entry.clock.forward(Duration.ofSeconds(2));
    entry.event(new HandoverEvent.Due());
    assertThat(entry.openings).isEqualTo(1);
  }

  @Test
  void nobodyInspectsWhatThePartnerHasNotHeardOf() {
    exit.event(new HandoverEvent.JointOpen("too early"));
    assertThat(exit.truck().hold()).isEqualTo(Optional.empty());
    assertThat(exit.timeline("PartnerMessageSent")).isEmpty();
  }
}
