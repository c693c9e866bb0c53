package org.amitygate.core.crossing;

import java.time.Instant;
import java.util.List;

/**
 * Waiting for a signal. Immutable.
 *
 * @param answers names of signals, of which the oldest ends the wait
 * @param deadline gate time
 * @param late as in {@link StageOutcome.Await}
 * @param then the stage that the signal begins
 */
public record Waiting(List<String> answers, Instant deadline, String late, String then) {

  Waiting until(Instant other) {
    return new Waiting(answers, other, late, then);
  }

  /** Stages that it may end in. */
  List<String> leadsTo() {
    return StageOutcome.Late.parse(late) instanceof StageOutcome.Late.NextLate next
        ? List.of(then, next.stage())
        : List.of(then);
  }
}
