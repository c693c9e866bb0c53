package org.amitygate.partner.link;

import java.util.Map;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.partner.handover.Step;

/** What an alarm about a crossing says: what happened, and what the partner said. */
final class AlarmTexts {

  private AlarmTexts() {}

  /**
   * @param on what happened
   */
  static String of(Crossing crossing, Partner partner, Step step, String on) {
    return "crossing %s is %s in epoch %d here: %s%s"
        .formatted(
            crossing.name(),
            step.next().state(),
            step.next().epoch(),
            on,
            said(partner, step.values()));
  }

  /** Of a STATUS, what it said; of other messages their name says it. */
  private static String said(Partner partner, Map<String, Object> values) {
    return values.containsKey("state") && values.containsKey("committedEpoch")
        ? " of partner '%s' says %s, committed epoch %s"
            .formatted(partner.id(), values.get("state"), values.get("committedEpoch"))
        : "";
  }
}
