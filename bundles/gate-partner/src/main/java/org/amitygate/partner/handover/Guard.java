package org.amitygate.partner.handover;

import java.util.Optional;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;

/** The named conditions of the tables. */
public enum Guard {
  /**
   * The message belongs to the attempt under way: "an ACCEPT of an old epoch is dead", and
   * everything else too.
   */
  THIS_EPOCH {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return input.epoch() == now.epoch();
    }
  },
  /** Not of an epoch that was closed. */
  OPEN_EPOCH {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return input.epoch() >= now.epoch();
    }
  },
  NEWER_EPOCH {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return input.epoch() > now.epoch();
    }
  },
  /** The very epoch in which COMMIT_OK was given. */
  COMMITTED_EPOCH {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return input.epoch() == now.epoch() && now.committedEpoch() == now.epoch();
    }
  },
  COMMIT_WANTED {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return now.notes(Note.COMMIT_WANTED, "yes");
    }
  },
  LANE_READY {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.notReady().isEmpty();
    }
  },
  LANE_NOT_READY {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.notReady().isPresent();
    }
  },
  CAN_TAKE {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.cannotTake().isEmpty();
    }
  },
  CANNOT_TAKE {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.cannotTake().isPresent();
    }
  },
  /** Entry side: its own barrier was refused or proved not to have opened, and is still to open. */
  OPENING_WANTED {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return now.notes(Note.OWN_BARRIER, "wanted");
    }
  },
  OPENING_NOT_WANTED {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return !now.notes(Note.OWN_BARRIER, "wanted");
    }
  },
  /**
   * Entry side: the controller never had the command, which is cancelled by now (the gate or the
   * line was down), for the first time in this epoch.
   */
  NEVER_ARRIVED {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return lost(now, input);
    }
  },
  ARRIVED_OR_AGAIN {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return !lost(now, input);
    }
  },
  HELD {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.held();
    }
  },
  NOT_HELD {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return !side.held();
    }
  },
  ENDED {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.ended();
    }
  },
  NOT_ENDED {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return !side.ended();
    }
  },
  /** A STATUS after which nobody has anything more to hear, and which says something else. */
  PARTNER_DIFFERS {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return differs(now, input, side);
    }
  },
  PARTNER_AGREES {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return !differs(now, input, side);
    }
  },
  JUST_BEGUN {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return side.justBegun();
    }
  },
  KNOWN_BEFORE {
    @Override
    public boolean holds(Situation now, Input input, Answers side) {
      return !side.justBegun();
    }
  };

  /** Name of the value that comes with a STATUS: each side has heard all that the other said. */
  public static final String ALL_HEARD = "allHeard";

  public abstract boolean holds(Situation now, Input input, Answers side);

  private static boolean differs(Situation now, Input input, Answers side) {
    Optional<HandoverState> said = HandoverState.of(String.valueOf(input.values().get("state")));
    if (!Boolean.TRUE.equals(input.values().get(ALL_HEARD)) || said.isEmpty()) {
      return false;
    }
    return side.role() == Role.EXIT
        ? !Agreement.between(now.state(), now.epoch(), said.get(), input.epoch())
        : !Agreement.between(said.get(), input.epoch(), now.state(), now.epoch());
  }

  private static boolean lost(Situation now, Input input) {
    return "OFFLINE".equals(input.values().get("cause")) && !now.notes(Note.COMMAND_LOST, "yes");
  }
}
