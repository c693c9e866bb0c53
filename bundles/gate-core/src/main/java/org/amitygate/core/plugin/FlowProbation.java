package org.amitygate.core.plugin;

import java.util.Optional;

/**
 * Whether a version of a flow that is new on a lane does as well as the one before it there. Pure:
 * figures in, a sentence or nothing out.
 */
final class FlowProbation {

  /** So many failed runs are what holds one crossing: the same stage three times. */
  static final int FAILED = 3;

  /** Runs may fail so many times as often as before. */
  static final double FAILED_TIMES = 2;

  /** So many holds are enough to compare; of crossings from before, {@link #ENOUGH}. */
  static final int HELD = 3;

  static final int ENOUGH = 10;

  /** The share of crossings that are held may rise by so much. */
  static final double HELD_RISE = 0.5;

  /** Runs that take so many times as long as before, and longer than {@link #SLOW_MILLIS}. */
  static final double SLOW_TIMES = 5;

  static final double SLOW_MILLIS = 100;
  static final int RUNS = 20;

  private FlowProbation() {}

  /** Why a version fails; empty as long as it does not. */
  static Optional<String> objection(FlowFigures now, FlowFigures past) {
    if (now.failures() >= FAILED && now.failureShare() > FAILED_TIMES * past.failureShare()) {
      return Optional.of(
          "%d of %d runs of its stages failed, of those before %.0f %%"
              .formatted(now.failures(), now.runs(), 100 * past.failureShare()));
    }
    if (now.held() >= HELD
        && past.begun() >= ENOUGH
        && now.heldShare() > past.heldShare() + HELD_RISE) {
      return Optional.of(
          "it held %d times in %d crossings, the one before %d times in %d"
              .formatted(now.held(), now.begun(), past.held(), past.begun()));
    }
    if (now.runs() >= RUNS
        && past.runs() >= RUNS
        && now.runMillis() > Math.max(SLOW_MILLIS, SLOW_TIMES * past.runMillis())) {
      return Optional.of(
          "a stage of it takes %.0f ms, before it were %.0f ms"
              .formatted(now.runMillis(), past.runMillis()));
    }
    return Optional.empty();
  }
}
