package org.amitygate.search;

import java.util.Map;
import java.util.Optional;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.handover.Answers;
import org.amitygate.partner.handover.Guard;
import org.jspecify.annotations.Nullable;

/**
 * What one side's guards find at the moment of a step.
 *
 * @param ready the lane is ready for a COMMIT: vehicle at the line, no stop, link and the partner's
 *     lane up
 * @param free the strip can take a vehicle
 * @param values what comes with the input
 */
record Circumstances(
    Role role,
    boolean ready,
    boolean free,
    boolean held,
    boolean ended,
    boolean justBegun,
    Map<String, Object> values)
    implements Answers {

  static final Circumstances EXIT =
      new Circumstances(Role.EXIT, true, true, false, false, false, Map.of());

  static Circumstances entry(boolean held, boolean ended, boolean justBegun) {
    return new Circumstances(Role.ENTRY, true, true, held, ended, justBegun, Map.of());
  }

  Circumstances notNow() {
    return new Circumstances(role, false, false, held, ended, justBegun, values);
  }

  /** The controller never had the command. */
  Circumstances offline() {
    return with(Map.of("cause", "OFFLINE"));
  }

  /** The partner tells its state, and everything was heard. */
  Circumstances told(HandoverState state) {
    return with(Map.of("state", state.name(), Guard.ALL_HEARD, true));
  }

  /** The offer is of another lane than the crossing's. */
  Circumstances misfit() {
    return with(Map.of(Guard.MISFIT, "LANE_UNKNOWN"));
  }

  boolean misfits() {
    return values.containsKey(Guard.MISFIT);
  }

  private Circumstances with(Map<String, Object> more) {
    return new Circumstances(role, ready, free, held, ended, justBegun, more);
  }

  /** Quick, since steps are looked up by it. */
  @Override
  public int hashCode() {
    int flags = (ready ? 1 : 0) | (free ? 2 : 0) | (held ? 4 : 0) | (ended ? 8 : 0);
    return flags | (justBegun ? 16 : 0) | values.size() << 5;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof Circumstances that
            && hashCode() == that.hashCode()
            && role == that.role
            && values.equals(that.values);
  }

  @Override
  public Optional<String> noOffer() {
    return ready ? Optional.empty() : Optional.of("the quota is used up");
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
