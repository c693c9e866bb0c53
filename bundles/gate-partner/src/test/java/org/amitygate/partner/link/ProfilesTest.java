package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One profile is replaced by another while vehicles cross. */
class ProfilesTest extends BetweenTwoGates {

  private static final UUID SECOND = UUID.fromString("0193a5f0-0000-7000-8000-000000000002");
  private static final String OLD = "amity-1";
  private static final String NEW = "amity-2";

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  private static GateConfig with(TestGate gate, String... profiles) {
    PartnerConfig now = gate.config.partners().get(gate.other);
    PartnerConfig next =
        new PartnerConfig(
            now.id(),
            List.of(profiles),
            now.sendUri(),
            now.receiveUri(),
            now.signingKey(),
            now.partnerKeys(),
            now.tls(),
            now.limits(),
            now.discloses(),
            now.agencyKey());
    return new GateConfig(
        gate.config.gate(),
        gate.config.lanes(),
        Map.of(gate.other, next),
        gate.config.authorities(),
        gate.config.declarationsUri(),
        gate.config.flowSettings(),
        gate.config.digest());
  }

  private static void take(TestGate gate, String... profiles) {
    gate.config = with(gate, profiles);
  }

  private static List<String> spoken(TestGate gate) {
    return gate.sent.stream().map(ProfilesTest::profile).toList();
  }

  private static String profile(byte[] message) {
    try {
      return Envelope.read(Signatures.unverifiedPayload(message)).profile();
    } catch (PartnerProblem e) {
      throw new AssertionError(e);
    }
  }

  private void offerSecond() {
    exit.change(
        tx -> {
          Map<String, Object> facts = Map.of("plate", "29C-678.90");
          Crossing crossing = exit.crossings.begin(tx, SECOND, "", Role.EXIT, "L3", facts);
          Effect offer = new Effect("partner", "", "offer", Map.of());
          exit.link.effects().commit(tx, crossing, offer);
          exit.crossings.put(tx, crossing);
          return crossing;
        });
    pair.deliverAll();
  }

  @Test
  void aCrossingStaysOnItsProfileAndTheNextTakesTheFirstThatBothTake() {
    exit.effect("offer");
    pair.deliverAll();
    take(exit, NEW, OLD);
    entry.effect("accept");
    pair.deliverAll();
    exit.effect("commit");
    pair.deliverAll();
    assertThat(spoken(exit)).as("the partner has not said that it takes another").containsOnly(OLD);
    take(entry, NEW, OLD);
    assertThat(exit.state()).isEqualTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.Departed());
    pair.deliverAll();
    assertThat(spoken(exit)).as("begun with the old one").containsOnly(OLD);
    offerSecond();
    assertThat(spoken(exit)).endsWith(NEW);
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
    assertThat(spoken(entry)).containsOnly(OLD);
  }

  @Test
  void ourOrderDecidesAndWhatIsNotAgreedIsRefused() {
    take(exit, "amity-3", NEW, OLD);
    take(entry, NEW, OLD);
    exit.effect("offer");
    pair.deliverAll();
    offerSecond();
    assertThat(spoken(exit)).containsExactly(OLD, NEW);
    take(exit, OLD);
    assertThat(entry.link.views().partners().join().get(0).profile()).isEqualTo("amity-2, amity-1");
    entry.effect("accept");
    take(exit, "amity-3");
    assertThat(entry.deliver()).as("400: not an agreed one").isFalse();
    take(exit, "amity-3", OLD);
    assertThat(entry.deliver()).isTrue();
  }

  @Test
  void aProfileIsNotTakenOutWhileACrossingIsOnIt() {
    take(exit, NEW, OLD);
    take(entry, NEW, OLD);
    assertThat(refused(OLD)).as("nothing was said yet").isEmpty();
    exit.effect("offer");
    pair.deliverAll();
    offerSecond();
    assertThat(refused(NEW, OLD)).isEmpty();
    assertThat(refused(OLD, NEW)).isEmpty();
    assertThat(refused(NEW))
        .extracting(ConfigProblem::toString)
        .containsExactly(
            "partners.cn-youyi.profiles: found no 'amity-1', expected it as long as crossings are on it (open now: 1): leave it behind the others until they have ended");
    assertThat(refused("amity-9")).hasSize(2);
    exit.with((tx, crossing) -> exit.crossings.refuse(tx, crossing, "TEST"));
    assertThat(refused(NEW)).as("the crossing has ended").isEmpty();
  }

  @Test
  void whatIsSaidOfACrossingThatEndedIsInAProfileThatIsStillTaken() {
    exit.effect("offer");
    pair.deliverAll();
    exit.effect("withdraw");
    pair.deliverAll();
    exit.with((tx, crossing) -> exit.crossings.refuse(tx, crossing, "TEST"));
    entry.with((tx, crossing) -> entry.crossings.refuse(tx, crossing, "TEST"));
    take(exit, NEW);
    take(entry, NEW);
    exit.with((tx, crossing) -> exit.link.handovers().passedByHand(tx, crossing, "29C"));
    assertThat(exit.deliver()).as("the partner takes it").isTrue();
    assertThat(spoken(exit)).endsWith(NEW);
  }

  @Test
  void whatWasSignedInAProfileThatIsGoneByNowIsTaken() {
    exit.effect("offer");
    pair.deliverAll();
    exit.with((tx, crossing) -> exit.crossings.refuse(tx, crossing, "TEST"));
    exit.link.look();
    entry.effect("refuse", Map.of("code", "TEST"));
    assertThat(refused(NEW)).as("no crossing here is on the old one").isEmpty();
    take(exit, NEW);
    assertThat(entry.deliver()).as("it was signed before").isTrue();
    take(entry, "amity-9");
    entry.change(tx -> entry.link.talk().incident(tx, "L3", "FIRE"));
    assertThat(entry.deliver()).as("400: never agreed").isFalse();
  }

  private List<ConfigProblem> refused(String... next) {
    return exit.link.profileGuard().refuses(exit.config, with(exit, next));
  }
}
