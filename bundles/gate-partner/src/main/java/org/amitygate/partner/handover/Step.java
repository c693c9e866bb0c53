package org.amitygate.partner.handover;

import java.util.List;
import java.util.Map;

/**
 * What a row makes of a situation.
 *
 * @param next the situation after it, without what {@link Output.Open} leads to
 * @param acts what is to be done outside, in order
 * @param values what bodies and signals are filled from
 */
public record Step(Row row, Situation next, List<Act> acts, Map<String, Object> values) {

  public Step {
    acts = List.copyOf(acts);
    values = Map.copyOf(values);
  }

  /**
   * @param epoch in which it is done: a message carries it, a barrier command too
   */
  public record Act(Output what, int epoch) {}
}
