package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.crossing.Role;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTest {

  private static final Instant AT = Instant.parse("2026-11-23T02:00:00Z");

  @Test
  void aRiseThatWasSeenIsForgottenWithTheConnection() {
    Lane lane = new Lane("L1");
    Opening opening =
        new Opening(lane.nextToken(), new UUID(1, 2), 1, Role.EXIT, state(0, 0, 0), AT);
    lane.intend(opening);
    opening.enter(Opening.Phase.OPENED, AT);
    opening.passageRose();
    assertThat(opening.passageSeenToRise()).isTrue();
    lane.unseen();
    assertThat(opening.passageSeenToRise()).isFalse();
    assertThat(lane.watched()).isEmpty();
  }

  @Test
  void whatOneOpeningExplainsIsOneMovementAndOnePassage() {
    Lane lane = new Lane("L1");
    assertThat(lane.observe(state(0, 7, 9))).as("the first look").isEmpty();
    lane.intend(new Opening(1, new UUID(1, 2), 1, Role.EXIT, state(0, 7, 9), AT));
    assertThat(lane.observe(state(1, 8, 10))).isEmpty();
    assertThat(lane.observe(state(1, 8, 11))).containsExactly(Lane.Unexplained.PASSAGE);
    assertThat(lane.observe(state(1, 9, 11))).containsExactly(Lane.Unexplained.OPENING);
    assertThat(lane.observe(state(1, 9, 11))).as("told once").isEmpty();
  }

  @Test
  void anOpeningExplainsNothingBeforeTheControllerHasItsToken() {
    Lane lane = new Lane("L1");
    lane.observe(state(0, 7, 9));
    lane.intend(new Opening(1, new UUID(1, 2), 1, Role.EXIT, state(0, 7, 9), AT));
    assertThat(lane.observe(state(0, 8, 10)))
        .containsExactly(Lane.Unexplained.OPENING, Lane.Unexplained.PASSAGE);
  }

  @Test
  void aVehicleThatPassedExplainsAMovementThatIsToldLater() {
    Lane lane = new Lane("L1");
    lane.observe(state(0, 7, 9));
    lane.intend(new Opening(1, new UUID(1, 2), 1, Role.EXIT, state(0, 7, 9), AT));
    lane.endOpening(true);
    assertThat(lane.observe(state(1, 8, 10))).isEmpty();
    assertThat(lane.observe(state(1, 9, 11)))
        .containsExactly(Lane.Unexplained.OPENING, Lane.Unexplained.PASSAGE);
  }

  @Test
  void anOpeningThatCameToNothingExplainsNothingAfterwards() {
    Lane lane = new Lane("L1");
    lane.observe(state(0, 7, 9));
    lane.intend(new Opening(1, new UUID(1, 2), 1, Role.EXIT, state(0, 7, 9), AT));
    lane.endOpening(false);
    assertThat(lane.observe(state(1, 8, 10)))
        .containsExactly(Lane.Unexplained.OPENING, Lane.Unexplained.PASSAGE);
  }

  @Test
  void whereAnotherControllerCountsAnewNothingIsExplainedByWhatWasBefore() {
    for (BarrierState anew : List.of(state(0, 0, 600), state(0, 600, 0))) {
      Lane lane = new Lane("L1");
      lane.observe(state(0, 500, 500));
      assertThat(lane.observe(anew)).isEmpty();
      assertThat(lane.observe(state(0, anew.leftClosedCount() + 1, anew.passageCount() + 1)))
          .containsExactly(Lane.Unexplained.OPENING, Lane.Unexplained.PASSAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void norByAnOpeningOfBefore(boolean underWay) {
    Lane lane = new Lane("L1");
    lane.observe(state(0, 500, 500));
    lane.intend(new Opening(1, new UUID(1, 2), 1, Role.EXIT, state(0, 500, 500), AT));
    assertThat(lane.observe(state(1, 0, 0))).isEmpty();
    if (!underWay) {
      lane.endOpening(true);
    }
    assertThat(lane.observe(state(1, 1, 1)))
        .containsExactly(Lane.Unexplained.OPENING, Lane.Unexplained.PASSAGE);
  }

  private static BarrierState state(long acceptedToken, long leftClosed, long passages) {
    return new BarrierState(
        AT,
        Position.CLOSED,
        acceptedToken,
        0,
        leftClosed,
        passages,
        1,
        false,
        false,
        false,
        Map.of());
  }
}
