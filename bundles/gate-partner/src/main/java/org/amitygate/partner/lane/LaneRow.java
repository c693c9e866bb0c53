package org.amitygate.partner.lane;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.partner.lane.LaneSituation.Phase;
import org.amitygate.partner.lane.LaneTrigger.Answer;

/**
 * One row of the table.
 *
 * @param when guards, all of which must hold
 * @param turns the lane has the other direction from here on
 * @param next the change is the next one: lane epoch + 1
 * @param asked whether the other side's proposal waits for people after it; empty: as before
 * @param says what is told the other side
 */
public record LaneRow(
    Set<Phase> in,
    LaneTrigger on,
    List<LaneGuard> when,
    Optional<Phase> to,
    boolean turns,
    boolean next,
    Optional<Boolean> asked,
    Optional<Answer> says,
    String source) {

  public LaneRow {
    in = Set.copyOf(in);
    when = List.copyOf(when);
  }

  /**
   * @param laneEpoch of a message; 0 for anything of this side
   */
  public boolean applies(LaneSituation now, LaneTrigger trigger, int laneEpoch, boolean drained) {
    return in.contains(now.phase())
        && on == trigger
        && when.stream().allMatch(guard -> guard.holds(now, laneEpoch, drained));
  }

  public LaneSituation after(LaneSituation now) {
    return new LaneSituation(
        to.orElse(now.phase()),
        now.out() != turns,
        now.laneEpoch() + (next ? 1 : 0),
        asked.orElse(now.asked()));
  }

  /** For people: a line of a Markdown table. */
  String markdown(String name) {
    String then =
        Stream.of(
                next ? "lane epoch + 1" : "",
                says.map(answer -> "send LANE_DIRECTION(answer=" + answer + ")").orElse(""),
                turns ? "the direction turns" : "",
                asked.orElse(false) ? "people are asked" : "")
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; "));
    String from =
        Stream.of(Phase.values())
            .filter(in::contains)
            .map(Enum::name)
            .collect(Collectors.joining(", "));
    String guards = when.stream().map(Enum::name).collect(Collectors.joining(", "));
    String target = to.map(Enum::name).orElse("");
    return "| " + String.join(" | ", name, from, on.name(), guards, target, then, source) + " |\n";
  }
}
