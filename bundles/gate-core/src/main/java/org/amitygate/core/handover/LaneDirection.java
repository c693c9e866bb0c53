package org.amitygate.core.handover;

import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.journal.View;

/**
 * Which way vehicles go through a lane now. A tidal lane is turned by both gates together; what
 * they agreed is the item {@code lane-direction/LANE}, written by gate-partner only.
 */
public final class LaneDirection {

  /** Kind of the items. */
  public static final String ITEM = "lane-direction";

  private LaneDirection() {}

  /** Seen from this gate: {@link Role#EXIT} when vehicles leave through it. */
  public static Role role(View view, LaneConfig lane) {
    boolean configured = lane.direction() == LaneConfig.Direction.EXPORT;
    boolean out =
        lane.tidalFlow().isPresent()
            ? view.item(ITEM, lane.id())
                .map(item -> item.path("out").asBoolean(configured))
                .orElse(configured)
            : configured;
    return out ? Role.EXIT : Role.ENTRY;
  }
}
