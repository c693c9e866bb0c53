package org.amitygate.core.handover;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The handover part of a crossing, written by the state tables only.
 *
 * @param epoch the current attempt, from 1
 * @param committedEpoch the epoch in which the entry side is committed (COMMIT_OK sent or
 *     received); 0 none
 * @param due when the table wants to be asked again without any event; null never
 * @param data whatever else the tables keep: text, numbers, booleans
 */
public record Handover(
    HandoverState state,
    int epoch,
    int committedEpoch,
    @Nullable Instant due,
    Map<String, Object> data) {

  /** In {@code data}: why an OFFER that the flow wanted has to wait. */
  public static final String OFFER_WAITS = "offerWaits";

  /** In {@code data}: why the other side's people hold the vehicle. */
  public static final String ADVICE_WHY = "adviceWhy";

  public static final Handover NONE = new Handover(HandoverState.LOCAL, 1, 0, null, Map.of());

  public Handover {
    data = Map.copyOf(data);
  }

  /** Without what people wrote. */
  public Handover forgotten() {
    Map<String, Object> left = new HashMap<>(data);
    left.keySet().removeAll(List.of(OFFER_WAITS, ADVICE_WHY));
    return new Handover(state, epoch, committedEpoch, due, left);
  }

  /** The entry side promised to take the vehicle in this very epoch. */
  public boolean committed() {
    return committedEpoch == epoch;
  }
}
