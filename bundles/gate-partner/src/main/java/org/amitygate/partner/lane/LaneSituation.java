package org.amitygate.partner.lane;

/**
 * How one side sees the direction of a lane that both gates share.
 *
 * @param out vehicles leave this side through it; otherwise they enter
 * @param laneEpoch number of the last change that was proposed, from 0; the same on both sides when
 *     everything was heard
 * @param asked the other side proposes the next change, and people here have not answered
 */
public record LaneSituation(Phase phase, boolean out, int laneEpoch, boolean asked) {

  /** What a side may do on the lane meanwhile. */
  public enum Phase {
    /** Vehicles go in its direction. */
    SETTLED,
    /** People here want the change: nothing new begins, what is under way ends. */
    DRAINING,
    /** Drained and proposed: nothing moves until the other side has answered. */
    PROPOSED
  }

  /** As the lane is configured, before anything was said of it. */
  public static LaneSituation configured(boolean out) {
    return new LaneSituation(Phase.SETTLED, out, 0, false);
  }

  /** A vehicle may be let onto the lane in this direction, as seen from here. */
  public boolean carries(boolean outwards) {
    return phase == Phase.SETTLED && out == outwards;
  }
}
