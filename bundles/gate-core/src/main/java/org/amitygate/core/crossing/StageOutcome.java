package org.amitygate.core.crossing;

import java.time.Duration;
import java.util.List;

/** How a stage ended: exactly one of these. */
public sealed interface StageOutcome {

  record Next(String stage) implements StageOutcome {}

  /**
   * @param text for the operator; may be empty
   */
  record Hold(HoldReason reason, String text) implements StageOutcome {}

  /**
   * @param answers names of signals, any of which ends the waiting; one that came before is taken
   *     at once
   * @param late what the deadline means: {@code hold:REASON} or {@code next:STAGE}
   * @param then the stage that the answer starts
   */
  record Await(List<String> answers, Duration within, String late, String then)
      implements StageOutcome {}

  record Done() implements StageOutcome {}

  record Refuse(String code) implements StageOutcome {}

  /** What happens when nobody answered in time. */
  sealed interface Late {
    record HoldLate(HoldReason reason) implements Late {}

    record NextLate(String stage) implements Late {}

    /**
     * Reads {@code hold:REASON} or {@code next:STAGE}. @throws IllegalArgumentException it is
     * neither
     */
    static Late parse(String text) {
      if (text.startsWith("next:") && text.length() > 5) {
        return new NextLate(text.substring(5));
      }
      if (text.startsWith("hold:")) {
        return HoldReason.of(text.substring(5))
            .map(HoldLate::new)
            .orElseThrow(
                () -> new IllegalArgumentException("late=" + text + " names no hold reason"));
      }
      throw new IllegalArgumentException("late=" + text + " is neither hold:REASON nor next:STAGE");
    }
  }
}
