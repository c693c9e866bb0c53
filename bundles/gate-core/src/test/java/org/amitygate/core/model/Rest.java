package org.amitygate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/**
 * Everybody answers and nothing fails any more: then everything must come to its end, and nothing
 * be left over.
 */
final class Rest {

  private static final int ROUNDS = 60;
  private final Play play;

  Rest(Play play) {
    this.play = play;
  }

  void come() {
    play.bench.journal.crashAt(-1, false);
    play.bench.journal.down(false);
    play.stages.here(true);
    for (String lane : List.of("L1", "L2", "M1")) {
      play.line(lane, true);
    }
    quiet();
    everyoneWaits();
    for (int day = 0; day < 4; day++) {
      play.bench.time().standStill(Duration.ofDays(1));
      quiet();
    }
    play.outside.check(play.model.queued);
    play.check();
    assertThat(play.model.answered).as("answered").containsAll(play.model.queued);
    assertThat(play.bench.journal.view().outbox()).isEmpty();
    assertThat(play.bench.outbox.size()).isZero();
    assertThat(play.bench.stages.size()).as("stages that run or wait for a flow").isZero();
    for (ModelCrossing crossing : play.model.crossings.values()) {
      assertThat(crossing.open() && crossing.hold == null)
          .as("%s is stuck in %s", crossing.id, crossing.stage())
          .isFalse();
    }
    assertThat(play.bench.timekeeper.size()).as("times that are waited for").isZero();
  }

  /** Until nothing is under way any more. */
  private void quiet() {
    int round = 0;
    do {
      assertThat(round++).as("rounds, and still no rest").isLessThan(ROUNDS);
      play.bench.time().settle();
      while (play.stages.running() > 0 && !play.stages.asking()) {
        play.stages.end(0, Ending.waiting());
      }
      play.outside.answer(0, Move.Weighing.REFUSED, false);
      for (int left = play.outside.open(); left > 0; left--) {
        play.outside.deliver(0, Move.Delivery.TAKEN);
      }
      play.bench.time().settle();
      play.bench.time().standStill(Duration.ofSeconds(11));
    } while (play.stages.running() + play.outside.open() > 0
        || play.bench.stages.size() + play.bench.outbox.size() > 0);
    play.check();
  }

  private void everyoneWaits() {
    for (ModelCrossing crossing : play.model.crossings.values()) {
      boolean rests = !crossing.open() || crossing.hold != null || crossing.waiting != null;
      assertThat(rests).as("%s is stuck in %s", crossing.id, crossing.stage()).isTrue();
    }
  }
}
