package org.amitygate.partner.lane;

import java.util.Arrays;
import java.util.Optional;

/** What can happen to the direction of a lane. */
public enum LaneTrigger {
  /** People of this side want the other direction, or agree to it. */
  WISH_CHANGE,
  /** People of this side want it to stay as it is. */
  WISH_KEEP,
  /** The last vehicle of this side has left the lane. */
  LANE_DRAINED,
  /** LANE_DIRECTION of the other side. */
  HEARD_PROPOSED,
  HEARD_AGREED,
  HEARD_REFUSED;

  /** What a side says in a LANE_DIRECTION. */
  public enum Answer {
    PROPOSED(HEARD_PROPOSED),
    AGREED(HEARD_AGREED),
    REFUSED(HEARD_REFUSED);

    private final LaneTrigger heard;

    Answer(LaneTrigger heard) {
      this.heard = heard;
    }

    /** What it is to the other side. */
    public LaneTrigger heard() {
      return heard;
    }

    public static Optional<Answer> of(String name) {
      return Arrays.stream(values()).filter(answer -> answer.name().equals(name)).findFirst();
    }
  }
}
