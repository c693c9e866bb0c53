package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.Opening.Verdict.CANCEL;
import static org.amitygate.core.barrier.Opening.Verdict.NOT_DEPARTED;
import static org.amitygate.core.barrier.Opening.Verdict.NOT_OPENED;
import static org.amitygate.core.barrier.Opening.Verdict.OPENED;
import static org.amitygate.core.barrier.Opening.Verdict.PASSED;
import static org.amitygate.core.barrier.Opening.Verdict.UNPROVEN;
import static org.amitygate.core.barrier.Opening.Verdict.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.barrier.Opening.Phase;
import org.amitygate.core.crossing.Role;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.junit.jupiter.api.Test;

/** What a state of the controller proves: the rules at the barrier, one by one. */
class OpeningTest {

  private static final Instant AT = Instant.parse("2026-11-23T02:00:00Z");

  private Position position = Position.CLOSED;
  private long left = 7;
  private long passages = 5;
  private long boots = 2;
  private boolean exit = true;
  private boolean passage;
  private final Zone zone = new Zone();
  private Opening opening = opening(Role.EXIT);

  private Opening opening(Role role) {
    return new Opening(9, new UUID(1, 1), 3, role, state(), AT);
  }

  private BarrierState state() {
    return new BarrierState(
        AT, position, 9, 0, left, passages, boots, true, exit, passage, Map.of());
  }

  private Opening.Verdict judge(Instant now) {
    return opening.judge(state(), zone, now);
  }

  private void loops(boolean exitOccupied, boolean passageOccupied) {
    zone.sense("entry", true, false);
    zone.sense("exit", exitOccupied, false);
    zone.sense("passage", passageOccupied, false);
  }

  private void opened() {
    opening.enter(Phase.OPENED, AT);
    left = 8;
    position = Position.OPEN;
    loops(true, false);
  }

  @Test
  void itKnowsWhatItIsFor() {
    assertThat(opening.token()).isEqualTo(9);
    assertThat(opening.epoch()).isEqualTo(3);
    assertThat(opening.role()).isEqualTo(Role.EXIT);
    assertThat(opening.crossing()).isEqualTo(new UUID(1, 1));
    assertThat(opening.phase()).isEqualTo(Phase.INTENDED);
    assertThat(opening.cancelCause()).isEmpty();
  }

  @Test
  void anIntentWaitsForTheControllersWord() {
    left = 8;
    assertThat(judge(AT.plusSeconds(60))).isEqualTo(WAIT);
  }

  @Test
  void acceptedItWaitsForTheBoomAndIsStuckAfterFourSeconds() {
    opening.enter(Phase.ACCEPTED, AT);
    assertThat(judge(AT.plus(Opening.STUCK_AFTER).minusMillis(1))).isEqualTo(WAIT);
    assertThat(judge(AT.plus(Opening.STUCK_AFTER))).isEqualTo(CANCEL);
    left = 8;
    assertThat(judge(AT.plus(Opening.STUCK_AFTER))).isEqualTo(OPENED);
  }

  @Test
  void aDoubtIsADoubtInEveryPhaseButWhileCancelling() {
    for (Phase phase : new Phase[] {Phase.INTENDED, Phase.ACCEPTED, Phase.OPENED}) {
      opening = opening(Role.EXIT);
      opening.enter(phase, AT);
      boots = 3;
      assertThat(judge(AT)).isEqualTo(UNPROVEN);
      boots = 2;
      position = Position.UNKNOWN;
      assertThat(judge(AT)).isEqualTo(UNPROVEN);
      position = Position.CLOSED;
    }
    opening.cancel("STUCK", AT);
    boots = 3;
    assertThat(judge(AT.plusSeconds(60))).isEqualTo(WAIT);
    assertThat(opening.cancelCause()).isEqualTo("STUCK");
  }

  @Test
  void openItWaitsHoweverLong() {
    opened();
    assertThat(judge(AT.plusSeconds(600))).isEqualTo(WAIT);
  }

  @Test
  void closedAgainBeforeTheVehicleItIsCancelledAfterSettling() {
    opened();
    position = Position.CLOSED;
    assertThat(judge(AT.plus(Opening.SETTLING).minusMillis(1))).isEqualTo(WAIT);
    assertThat(judge(AT.plus(Opening.SETTLING))).isEqualTo(CANCEL);
    loops(false, false);
    assertThat(judge(AT.plus(Opening.SETTLING))).isEqualTo(UNPROVEN);
    zone.unseen();
    assertThat(judge(AT.plus(Opening.SETTLING))).as("until the loops are told").isEqualTo(WAIT);
  }

  @Test
  void aCountedPassageThatNobodySawBeginIsADoubt() {
    opened();
    passages = 6;
    assertThat(judge(AT)).isEqualTo(UNPROVEN);
    loops(true, true);
    assertThat(judge(AT)).as("somebody is on the loop still").isEqualTo(WAIT);
  }

  @Test
  void aCountedPassageThatWasSeenWaitsForTheLoopsAndIsADoubtWhenTheBoomIsDown() {
    opened();
    opening.passageRose();
    passages = 6;
    assertThat(judge(AT)).isEqualTo(WAIT);
    position = Position.CLOSED;
    assertThat(judge(AT.plus(Opening.SETTLING))).isEqualTo(UNPROVEN);
  }

  @Test
  void theEntrySideHasPassedByCounterAndClearLoops() {
    opening = opening(Role.ENTRY);
    opened();
    loops(false, false);
    assertThat(judge(AT)).isEqualTo(WAIT);
    passages = 6;
    assertThat(judge(AT)).isEqualTo(PASSED);
    loops(true, false);
    assertThat(judge(AT)).isNotEqualTo(PASSED);
    loops(false, true);
    assertThat(judge(AT)).isNotEqualTo(PASSED);
    opening = opening(Role.EXIT);
    passages = 7;
    loops(false, false);
    opening.enter(Phase.OPENED, AT);
    assertThat(judge(AT)).as("the exit side needs more").isNotEqualTo(PASSED);
  }

  @Test
  void cancelledAndUnmovedBeforeTheVehicleItWasNotOpened() {
    assertThat(opening.judgeCancelled(state())).isEqualTo(NOT_OPENED);
    exit = false;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
    exit = true;
    position = Position.MOVING;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
    position = Position.UNKNOWN;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
    position = Position.CLOSED;
    boots = 3;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
  }

  @Test
  void aControllerThatCountsAnewProvesNothing() {
    left = 6;
    nothingIsProved();
    left = 7;
    passages = 4;
    nothingIsProved();
  }

  private void nothingIsProved() {
    assertThat(judge(AT)).isEqualTo(UNPROVEN);
    assertThat(opening.repeatable(state())).isFalse();
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
  }

  @Test
  void cancelledAndUpItHasOpened() {
    left = 8;
    position = Position.OPEN;
    assertThat(opening.judgeCancelled(state())).isEqualTo(OPENED);
    passages = 6;
    assertThat(opening.judgeCancelled(state())).as("and somebody has passed").isEqualTo(UNPROVEN);
  }

  @Test
  void cancelledAndDownAgainItHasNotDepartedIfNothingPassed() {
    left = 8;
    assertThat(opening.judgeCancelled(state())).isEqualTo(NOT_DEPARTED);
    passage = true;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
    passage = false;
    passages = 6;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
    passages = 5;
    exit = false;
    assertThat(opening.judgeCancelled(state())).isEqualTo(UNPROVEN);
  }

  @Test
  void aRiseCountsOnlyWhileTheBoomIsUpForIt() {
    opening.passageRose();
    assertThat(opening.passageSeenToRise()).isFalse();
    assertThat(opening.opened()).isFalse();
    opening.enter(Phase.ACCEPTED, AT);
    assertThat(opening.opened()).isFalse();
    opening.enter(Phase.OPENED, AT);
    opening.passageRose();
    assertThat(opening.passageSeenToRise()).isTrue();
    opening.cancel("REVERSED", AT);
    assertThat(opening.opened()).as("it was up").isTrue();
    opening.unseen();
    assertThat(opening.passageSeenToRise()).isFalse();
  }

  @Test
  void itIsRepeatableOnceForAVehicleThatWasWatchedBeforeAClosedBoom() {
    assertThat(opening.repeatable(state())).isTrue();
    exit = false;
    assertThat(opening.repeatable(state())).isFalse();
    exit = true;
    position = Position.MOVING;
    assertThat(opening.repeatable(state())).isFalse();
    position = Position.CLOSED;
    left = 8;
    assertThat(opening.repeatable(state())).isFalse();
    left = 7;
    boots = 3;
    assertThat(opening.repeatable(state())).isFalse();
    boots = 2;
    opening.repeat();
    assertThat(opening.repeated()).isTrue();
    assertThat(opening.repeatable(state())).isFalse();
    opening = opening(Role.EXIT);
    assertThat(opening.repeated()).isFalse();
    opening.enter(Phase.OPENED, AT);
    opening.passageRose();
    opening.restarted();
    assertThat(opening.repeatable(state())).isFalse();
    assertThat(opening.passageSeenToRise()).isFalse();
  }

  @Test
  void aControllerThatIsAwayOrDeafIsWaitedForOnlySoLong() {
    opening.enter(Phase.ACCEPTED, AT);
    assertThat(opening.silent(new Controllers.Seen(true, AT, AT), AT.plusSeconds(3600))).isEmpty();
    assertThat(
            opening.silent(
                new Controllers.Seen(false, AT, AT), AT.plus(Opening.AWAY_AT_MOST).minusMillis(1)))
        .isEmpty();
    assertThat(opening.silent(new Controllers.Seen(false, AT, AT), AT.plus(Opening.AWAY_AT_MOST)))
        .contains("the barrier's controller is away: isolate it before you decide");
    opening.cancel("STUCK", AT);
    assertThat(
            opening.silent(new Controllers.Seen(true, AT, AT), AT.plusSeconds(30).minusMillis(1)))
        .isEmpty();
    assertThat(opening.silent(new Controllers.Seen(true, AT, AT), AT.plusSeconds(30)))
        .get()
        .asString()
        .contains("does not confirm");
    assertThat(opening.silent(new Controllers.Seen(false, AT, AT), AT.plusSeconds(30))).isEmpty();
    assertThat(
            opening.silent(new Controllers.Seen(true, AT.plusSeconds(1), AT), AT.plusSeconds(30)))
        .isEmpty();
    assertThat(
            opening.silent(new Controllers.Seen(true, AT.minusSeconds(1), AT), AT.plusSeconds(30)))
        .isPresent();
  }

  @Test
  void theEntrySidesCounterProvesAlsoAfterCancelling() {
    opening = opening(Role.ENTRY);
    left = 8;
    passages = 6;
    assertThat(opening.judgeCancelled(state())).isEqualTo(PASSED);
    passage = true;
    assertThat(opening.judgeCancelled(state())).isNotEqualTo(PASSED);
    passage = false;
    left = 7;
    assertThat(opening.judgeCancelled(state()))
        .as("nobody passes under a boom that never rose")
        .isEqualTo(NOT_OPENED);
  }
}
