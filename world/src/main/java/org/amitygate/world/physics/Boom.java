package org.amitygate.world.physics;

import org.jspecify.annotations.Nullable;

/**
 * The moving part of a barrier. Knows nothing of tokens. Rises and falls in at least a second,
 * lowers by itself, never onto a vehicle. Under the lock of its site. Times are milliseconds of
 * simulated time.
 */
public final class Boom {
  private static final long AFTER_PASSAGE = 500;
  private static final long WHEN_NOBODY_MOVES = 6_000;

  /** What made it move. */
  public enum Cause {
    COMMAND,
    HAND
  }

  /** Told of the ends of its way. */
  interface Watcher {
    void leftClosed();

    void up();

    void closed();
  }

  private enum Motion {
    NONE,
    RISING,
    FALLING
  }

  private final double travelSeconds;
  private final Watcher watcher;
  private Motion motion = Motion.NONE;
  private double height;
  private Cause cause = Cause.COMMAND;
  private boolean powered = true;
  private boolean known = true;
  private boolean stuck;
  private long idleSince;
  private long passageFell = Long.MAX_VALUE;
  private @Nullable Long holdUntil;

  Boom(double travelSeconds, Watcher watcher) {
    this.travelSeconds = Math.max(1.0, travelSeconds);
    this.watcher = watcher;
  }

  /** True when a vehicle can drive through. */
  public boolean isUp() {
    return height >= 1;
  }

  /** True at the closed end. */
  public boolean isClosed() {
    return height <= 0;
  }

  /** 0 unknown, 1 closed, 2 moving, 3 open: what the controller's end switches tell it. */
  int position() {
    if (!known) {
      return 0;
    }
    if (motion != Motion.NONE) {
      return 2;
    }
    return isClosed() ? 1 : isUp() ? 3 : 0;
  }

  boolean isKnown() {
    return known;
  }

  /** What the present or last opening came from. */
  public Cause cause() {
    return cause;
  }

  /** Makes the drive fail to move, or repairs it. */
  public void stick(boolean broken) {
    stuck = broken;
  }

  /** Raises it on the controller's command. */
  void raise() {
    if (!stuck && powered) {
      if (isClosed()) {
        cause = Cause.COMMAND;
      }
      rise();
    }
  }

  /** A person raises it and lets it down after so long. */
  void raiseByHand(long now, long upFor) {
    cause = Cause.HAND;
    holdUntil = now + upFor;
    rise();
  }

  /** A person brings it to the closed end from where it is. */
  void closeByHand() {
    cause = Cause.HAND;
    motion = Motion.FALLING;
  }

  void power(boolean on) {
    powered = on;
    motion = Motion.NONE;
    known = false;
  }

  private void rise() {
    motion = isUp() ? Motion.NONE : Motion.RISING;
    passageFell = Long.MAX_VALUE;
    idleSince = Long.MAX_VALUE;
  }

  void passageFell(long now) {
    passageFell = now;
  }

  void tick(long now, double seconds, boolean vehicleUnder) {
    if (vehicleUnder && motion == Motion.FALLING) {
      motion = Motion.RISING;
    }
    double step = seconds / travelSeconds;
    switch (motion) {
      case RISING -> {
        boolean leaves = isClosed();
        height = Math.min(1, height + step);
        if (leaves) {
          watcher.leftClosed();
        }
        if (isUp()) {
          motion = Motion.NONE;
          idleSince = now;
          watcher.up();
        }
      }
      case FALLING -> {
        height = Math.max(0, height - step);
        if (isClosed()) {
          motion = Motion.NONE;
          known = true;
          holdUntil = null;
          watcher.closed();
        }
      }
      case NONE -> lowerWhenDue(now, vehicleUnder);
    }
  }

  private void lowerWhenDue(long now, boolean vehicleUnder) {
    if (!isUp() || !powered) {
      return;
    }
    if (idleSince == Long.MAX_VALUE || vehicleUnder) {
      idleSince = now;
    }
    long idle = holdUntil == null ? idleSince + WHEN_NOBODY_MOVES : holdUntil;
    boolean passed = passageFell != Long.MAX_VALUE && now >= passageFell + AFTER_PASSAGE;
    if (!vehicleUnder && (passed || now >= idle)) {
      motion = Motion.FALLING;
    }
  }
}
