package org.amitygate.search;

import java.util.Map;
import java.util.Optional;
import org.amitygate.partner.handover.Answers;

/**
 * What one side's guards find at the moment of a step.
 *
 * @param ready the lane is ready for a COMMIT: vehicle at the line, no stop, link and the partner's
 *     lane up
 * @param free the strip can take a vehicle
 * @param offline the controller never had the command
 */
record Circumstances(
    boolean ready, boolean free, boolean held, boolean ended, boolean justBegun, boolean offline)
    implements Answers {

  static final Circumstances FINE = new Circumstances(true, true, false, false, false, false);

  Circumstances notNow() {
    return new Circumstances(false, false, held, ended, justBegun, offline);
  }

  Circumstances causeOffline() {
    return new Circumstances(ready, free, held, ended, justBegun, true);
  }

  Map<String, Object> values() {
    return offline ? Map.of("cause", "OFFLINE") : Map.of();
  }

  @Override
  public Optional<String> notReady() {
    return ready ? Optional.empty() : Optional.of("not ready");
  }

  @Override
  public Optional<String> cannotTake() {
    return held || ended
        ? Optional.of("HELD")
        : free ? Optional.empty() : Optional.of("STRIP_FULL");
  }
}
