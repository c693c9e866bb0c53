package org.amitygate.partner.handover;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.handover.HandoverState;

/**
 * One row of a table.
 *
 * @param in states in which it applies
 * @param when guards, all of which must hold
 * @param to the state after it; empty: the same
 * @param source where the rule comes from, in the words of the protocol
 */
public record Row(
    Set<HandoverState> in,
    Trigger on,
    List<Guard> when,
    Optional<HandoverState> to,
    List<Output> outputs,
    String source) {

  public Row {
    in = Set.copyOf(in);
    when = List.copyOf(when);
    outputs = List.copyOf(outputs);
  }

  boolean applies(Situation now, Input input, Answers side) {
    return in.contains(now.state())
        && on == input.trigger()
        && when.stream().allMatch(guard -> guard.holds(now, input, side));
  }

  /** States in the order of the protocol, for people. */
  public EnumSet<HandoverState> inOrder() {
    return EnumSet.copyOf(in);
  }
}
