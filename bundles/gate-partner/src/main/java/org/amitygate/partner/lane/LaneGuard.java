package org.amitygate.partner.lane;

/** The named conditions of the table. */
public enum LaneGuard {
  /** No vehicle of this side is on the lane, under way to it, or promised to be taken from it. */
  DRAINED {
    @Override
    boolean holds(LaneSituation now, int laneEpoch, boolean drained) {
      return drained;
    }
  },
  NOT_DRAINED {
    @Override
    boolean holds(LaneSituation now, int laneEpoch, boolean drained) {
      return !drained;
    }
  },
  ASKED {
    @Override
    boolean holds(LaneSituation now, int laneEpoch, boolean drained) {
      return now.asked();
    }
  },
  NOT_ASKED {
    @Override
    boolean holds(LaneSituation now, int laneEpoch, boolean drained) {
      return !now.asked();
    }
  },
  /** The message is about the change that this side has proposed. */
  THIS_EPOCH {
    @Override
    boolean holds(LaneSituation now, int laneEpoch, boolean drained) {
      return laneEpoch == now.laneEpoch();
    }
  },
  /** The message is about the change after the last one. */
  NEXT_EPOCH {
    @Override
    boolean holds(LaneSituation now, int laneEpoch, boolean drained) {
      return laneEpoch == now.laneEpoch() + 1;
    }
  };

  /**
   * @param laneEpoch of a message; 0 for anything of this side
   */
  abstract boolean holds(LaneSituation now, int laneEpoch, boolean drained);
}
