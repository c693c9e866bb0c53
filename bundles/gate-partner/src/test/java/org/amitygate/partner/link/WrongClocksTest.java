package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A clock that is wrong by an hour, from the start or all at once: nothing of the partner's counts
 * longer than the partner meant, and nothing opens.
 */
class WrongClocksTest {

  /** As long as an OFFER of the test's pair is valid, and what clocks may differ by. */
  private static final Duration VALID = Duration.ofMinutes(2);

  private static final Duration TOLERATED = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final TestClock exitClock = new TestClock();
  private final TestClock entryClock = new TestClock();
  private TestGate exit;
  private TestGate entry;
  private GatePair pair;

  @BeforeEach
  void twoGates() {
    pair = GatePair.of(folder, exitClock, entryClock);
    exit = pair.exit();
    entry = pair.entry();
    exit.begin(Map.of("plate", "29C-123.45", "lane", "L3"));
  }

  private void pass(Duration by) {
    exitClock.forward(by);
    entryClock.forward(by);
  }

  private Optional<HandoverState> atEntry() {
    return entry.journal.view().crossing(TestGate.TRUCK).map(row -> entry.state());
  }

  // What the partner said to be valid

  @Test
  void anOfferThatComesInTimeIsTakenAndOneThatComesLateIsNot() {
    exit.effect("offer");
    pass(VALID.plus(TOLERATED));
    pair.deliverAll();
    assertThat(atEntry()).contains(HandoverState.OFFERED);
  }

  @Test
  void aWallClockThatIsSetBackMakesNothingValidAgain() {
    exit.effect("offer");
    pass(VALID.plus(TOLERATED).plusMillis(1));
    entryClock.wallJumps(Duration.ofHours(-1));
    pair.deliverAll();
    assertThat(atEntry()).isEmpty();
  }

  @Test
  void aWallClockThatIsSetForwardRefusesMore() {
    exit.effect("offer");
    entryClock.wallJumps(Duration.ofHours(1));
    pair.deliverAll();
    assertThat(atEntry()).isEmpty();
  }

  @Test
  void aGateThatStartedAnHourBehindGoesByTheWallClockOnceThatIsRight() {
    entryClock.startedOff(Duration.ofHours(-1));
    exit.effect("offer");
    pass(VALID.plus(TOLERATED).plusMillis(1));
    pair.deliverAll();
    assertThat(atEntry()).isEmpty();
  }

  @Test
  void aGateThatIsAnHourBehindByAllItsClocksGoesByThePartnersClock() {
    entryClock.startedOff(Duration.ofHours(-1));
    entryClock.wallJumps(Duration.ZERO);
    exit.effect("offer");
    pass(VALID.plus(TOLERATED).plusSeconds(2));
    lane(exit);
    exit.deliver("route:"); // shows what time it is there
    pair.deliverAll();
    assertThat(atEntry()).isEmpty();
  }

  @Test
  void alsoAReceiptShowsThePartnersClock() {
    entryClock.startedOff(Duration.ofHours(-1));
    entryClock.wallJumps(Duration.ZERO);
    exit.effect("offer");
    pass(VALID.plus(TOLERATED).plusSeconds(2));
    lane(entry);
    entry.deliver("route:");
    pair.deliverAll();
    assertThat(atEntry()).isEmpty();
  }

  @Test
  void aPartnersClockThatIsRightAgainIsForgotten() {
    exitClock.startedOff(Duration.ofHours(1));
    lane(exit);
    pair.deliverAll();
    exitClock.startedOff(Duration.ofHours(-1));
    pass(Duration.ofMinutes(5).plusMillis(1));
    exit.effect("offer");
    pair.deliverAll();
    assertThat(atEntry()).contains(HandoverState.OFFERED);
  }

  @Test
  void aPartnersClockThatIsRightAgainIsKnownFromTheNextReceipt() {
    exitClock.startedOff(Duration.ofHours(1));
    lane(exit);
    pair.deliverAll();
    exitClock.startedOff(Duration.ofHours(-1));
    lane(entry);
    entry.deliver();
    exit.effect("offer");
    pair.deliverAll();
    assertThat(atEntry()).contains(HandoverState.OFFERED);
  }

  @Test
  void aPartnersClockThatWasWrongIsAskedForByWhoeverHasNothingElseToSay() {
    exitClock.startedOff(Duration.ofHours(1));
    lane(entry);
    pair.deliverAll();
    exitClock.startedOff(Duration.ofHours(-1));
    exit.effect("offer");
    exit.deliver();
    assertThat(entry.deliver()).as("asked at once").isFalse();
    pass(Duration.ofMinutes(10));
    exit.effect("withdraw");
    exit.effect("offer");
    pair.deliverAll();
    assertThat(atEntry()).as("of a clock that was wrong").isEmpty();
    exit.effect("withdraw");
    exit.effect("offer");
    pair.deliverAll();
    assertThat(atEntry())
        .as("of a clock that is known to be right")
        .contains(HandoverState.OFFERED);
  }

  @Test
  void aQuestionThatCameOnNoDiskIsAskedAgain() {
    exitClock.startedOff(Duration.ofHours(1));
    lane(entry);
    pair.deliverAll();
    exitClock.startedOff(Duration.ofHours(-1));
    pass(Duration.ofMinutes(10));
    exit.effect("offer");
    entry.journal.full(true);
    exit.deliver();
    entry.journal.full(false);
    exit.deliver();
    assertThat(entry.deliver()).as("asked").isTrue();
    exit.effect("withdraw");
    exitClock.startedOff(Duration.ofHours(1));
    exit.deliver();
    assertThat(entry.deliver()).as("once").isFalse();
  }

  private static void lane(TestGate gate) {
    gate.change(
        tx -> {
          gate.link.handovers().laneState(tx, "L3", "OPEN", "");
          return 0;
        });
  }

  // What we say to be valid

  @Test
  void whatWeSayIsNotValidLongerThanWeMeanAlsoWhenGateTimeIsAhead() throws Exception {
    Instant really = exitClock.now();
    exitClock.startedOff(Duration.ofHours(1));
    exit.effect("offer");
    assertThat(lastSent(exit).validUntil()).contains(really.plus(VALID));
    assertThat(lastSent(exit).sentAt()).isEqualTo(exitClock.now());
  }

  @Test
  void ofAWallClockThatIsBehindTheStricterIsSaidToo() throws Exception {
    Instant really = exitClock.now();
    exitClock.wallJumps(Duration.ofHours(-1));
    exit.effect("offer");
    assertThat(lastSent(exit).validUntil()).contains(really.plus(VALID).minus(Duration.ofHours(1)));
  }

  @Test
  void anAcceptanceIsPlannedForNoLongerThanWeMean() throws Exception {
    exit.effect("offer");
    pair.deliverAll();
    Instant really = entryClock.now();
    entryClock.startedOff(Duration.ofHours(1));
    entry.effect("accept");
    String notAfter = lastSent(entry).body().path("notAfter").asText();
    assertThat(Instant.parse(notAfter)).isEqualTo(really.plus(Duration.ofHours(1)));
  }

  private static Envelope lastSent(TestGate gate) throws Exception {
    Outgoing last = gate.journal.view().outbox().stream().reduce((a, b) -> b).orElseThrow();
    String message = last.body().path("message").asText();
    return Envelope.read(Signatures.unverifiedPayload(message.getBytes(StandardCharsets.UTF_8)));
  }

  // What may open

  @ParameterizedTest
  @ValueSource(ints = {-3_600, -31, 31, 3_600})
  void theExitSideAsksForNothingWhileItsOwnClocksDiffer(int seconds) {
    pair.upTo(HandoverState.ACCEPTED);
    exitClock.wallJumps(Duration.ofSeconds(seconds));
    exit.effect("commit");
    pair.deliverAll();
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
    assertThat(exit.openings).isZero();
    exitClock.wallJumps(Duration.ZERO);
    exit.event(new HandoverEvent.LaneChanged());
    pair.deliverAll();
    assertThat(exit.openings).as("goes on when they agree again").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3_600, -31, 31, 3_600})
  void theEntrySidePromisesNothingWhileItsOwnClocksDiffer(int seconds) {
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("commit");
    entryClock.wallJumps(Duration.ofSeconds(seconds));
    pair.deliverAll();
    assertThat(exit.openings).isZero();
    assertThat(entry.state()).isNotIn(HandoverState.COMMITTED, HandoverState.RECEIVED);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3_600, 3_600})
  void aGateThatStartedWithAWrongClockGetsNoFurtherThanItsFirstReceipt(int seconds) {
    exitClock.startedOff(Duration.ofSeconds(seconds));
    exitClock.wallJumps(Duration.ZERO);
    exit.effect("offer");
    pair.deliverAll();
    if (atEntry().isPresent()) {
      entry.effect("accept");
      pair.deliverAll();
      exit.effect("commit");
      pair.deliverAll();
    }
    assertThat(exit.openings).isZero();
    assertThat(exit.state()).isIn(HandoverState.OFFERED, HandoverState.ACCEPTED);
  }

  @Test
  void twoSecondsStopNothing() {
    exitClock.wallJumps(Duration.ofSeconds(2));
    entryClock.wallJumps(Duration.ofSeconds(-2));
    pair.upTo(HandoverState.OPENING);
    assertThat(exit.openings).isEqualTo(1);
  }

  // Our own time limits

  @Test
  void aTimeLimitOfOursIsGateTimeWhateverTheWallClockSays() {
    pair.upTo(HandoverState.ACCEPTED);
    exit.wire = bytes -> null;
    exit.effect("commit");
    exitClock.wallJumps(Duration.ofHours(1));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.COMMITTING);
    exitClock.wallJumps(Duration.ofHours(-1));
    exitClock.forward(Duration.ofSeconds(30));
    exit.event(new HandoverEvent.Due());
    assertThat(exit.state()).isEqualTo(HandoverState.LOCAL);
  }
}
