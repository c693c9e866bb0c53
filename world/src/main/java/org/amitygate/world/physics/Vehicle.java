package org.amitygate.world.physics;

import org.jspecify.annotations.Nullable;

/**
 * One vehicle, a segment on the line of a lane. Metres, seconds, kg; times are milliseconds of
 * simulated time. Under the lock of its site.
 */
public final class Vehicle {
  /** Length of every truck: longer than the distance between the entry and the exit loop. */
  public static final double TRUCK_LENGTH = 13;

  private static final double FOLLOWER_LENGTH = 5;
  private static final double FOLLOWER_GAP = 2;
  private static final double SHOULDER = 12.1;
  private static final double STALL_AT = 18;
  private static final double BACKING_SPEED = 3;
  private static final long RED_BEFORE_BACKING = 1_500;
  private static final long STALL_FOR = 4_000;

  enum Motion {
    DRIVING_IN,
    STANDING,
    AHEAD,
    RETURNING,
    PASSING,
    STALLED,
    FOLLOWING,
    BACKING_OUT
  }

  private final String id;
  private final String plate;
  private final double length;
  private final double speed;
  private final int grossKg;
  private final long reaction;
  private final long patience;
  private final @Nullable Vehicle leader;
  private Motion motion = Motion.DRIVING_IN;
  private double front;
  private boolean reversesOnce;
  private boolean stallsOnce;
  private boolean swaying;
  private boolean toldToWait;
  private boolean abandoned;
  private boolean waitsForFall;
  private int redBefore;
  private long standingSince;
  private long upSince = -1;
  private long redSince = -1;
  private long stalledSince;
  private String whyBacking = "";

  /**
   * @param reaction from seeing the boom up to starting
   * @param patience how long it waits at a stop line without any lamp
   */
  public Vehicle(String id, String plate, int grossKg, double speed, long reaction, long patience) {
    this(id, plate, grossKg, speed, reaction, patience, TRUCK_LENGTH, null);
  }

  private Vehicle(
      String id,
      String plate,
      int grossKg,
      double speed,
      long reaction,
      long patience,
      double length,
      @Nullable Vehicle leader) {
    this.id = id;
    this.plate = plate;
    this.grossKg = grossKg;
    this.speed = speed;
    this.reaction = reaction;
    this.patience = patience;
    this.length = length;
    this.leader = leader;
  }

  /** A small vehicle that keeps close behind this one. */
  public Vehicle follower(String followerId, String followerPlate) {
    Vehicle made =
        new Vehicle(
            followerId, followerPlate, 2_400, speed, reaction, patience, FOLLOWER_LENGTH, this);
    made.motion = Motion.FOLLOWING;
    return made;
  }

  public String id() {
    return id;
  }

  public String plate() {
    return plate;
  }

  public int grossKg() {
    return grossKg;
  }

  /** Makes it move ahead under the boom once, and come back. */
  public void reverseOnce() {
    reversesOnce = true;
  }

  /** Makes it stop once on the passage loop for four seconds. */
  public void stallOnce() {
    stallsOnce = true;
  }

  /** Makes its load sway, so that no scale ever comes to rest. */
  public void sway() {
    swaying = true;
  }

  boolean sways() {
    return swaying;
  }

  /** Its driver has gone: it stays whatever boom and lamp do, or does so no longer. */
  public void abandon(boolean gone) {
    abandoned = gone;
  }

  /** Sends it back the way it came, if it is before a closed boom. @return whether it goes */
  public boolean turnBack(Zone zone) {
    boolean before = motion == Motion.DRIVING_IN || motion == Motion.STANDING;
    boolean can = before && zone.controller().boom().isClosed();
    if (can) {
      backOut("sent back");
    }
    return can;
  }

  /** A guard beside the truck tells it to stay whatever the lamp shows, or leaves. */
  public void tellToWait(boolean told) {
    toldToWait = told;
  }

  boolean isFollower() {
    return leader != null;
  }

  boolean follows(Vehicle other) {
    return leader == other;
  }

  boolean isStanding() {
    return motion == Motion.STANDING;
  }

  boolean isBacking() {
    return motion == Motion.BACKING_OUT;
  }

  String whyBacking() {
    return whyBacking;
  }

  double front() {
    return front;
  }

  double rear() {
    return front - length;
  }

  boolean covers(double from, double to) {
    return front > from && rear() < to;
  }

  /**
   * Puts it before a zone. It takes no opening for its own that was there before it came, and no
   * red lamp that nobody ordered since.
   */
  void enter(double at) {
    front = at;
    motion = leader == null ? Motion.DRIVING_IN : Motion.FOLLOWING;
    upSince = -1;
    redSince = -1;
    waitsForFall = true;
    redBefore = -1;
  }

  void move(long now, double seconds, Zone zone) {
    waitsForFall &= !zone.controller().boom().isClosed();
    redBefore = redBefore < 0 ? zone.controller().redOrders() : redBefore;
    switch (motion) {
      case DRIVING_IN -> driveIn(now, seconds);
      case STANDING -> stand(now, zone);
      case AHEAD -> {
        front = advance(seconds, zone);
        if (front >= SHOULDER || shutOut(zone)) {
          front = Math.min(front, SHOULDER);
          motion = Motion.RETURNING;
        }
      }
      case RETURNING -> {
        front = Math.max(Zone.STOP_LINE, front - BACKING_SPEED * seconds);
        if (front <= Zone.STOP_LINE) {
          motion = Motion.STANDING;
          waitsForFall = true;
          standingSince = now;
        }
      }
      case PASSING -> {
        front = advance(seconds, zone);
        if (shutOut(zone)) {
          motion = Motion.RETURNING;
        }
        if (stallsOnce && front >= STALL_AT) {
          stallsOnce = false;
          stalledSince = now;
          motion = Motion.STALLED;
        }
      }
      case STALLED -> {
        if (now >= stalledSince + STALL_FOR) {
          motion = Motion.PASSING;
        }
      }
      case FOLLOWING -> follow(seconds, zone);
      case BACKING_OUT -> front -= BACKING_SPEED * seconds;
    }
  }

  private void driveIn(long now, double seconds) {
    front = Math.min(Zone.STOP_LINE, front + speed * seconds);
    if (front >= Zone.STOP_LINE) {
      motion = Motion.STANDING;
      standingSince = now;
    }
  }

  private void stand(long now, Zone zone) {
    Boom boom = zone.controller().boom();
    if (boom.isUp() && !waitsForFall && !abandoned) {
      upSince = upSince < 0 ? now : upSince;
      if (now >= upSince + reaction) {
        motion = reversesOnce ? Motion.AHEAD : Motion.PASSING;
        reversesOnce = false;
        upSince = -1;
      }
      return;
    }
    upSince = -1;
    boolean meant = zone.controller().red() && zone.controller().redOrders() > redBefore;
    boolean red = boom.isClosed() && meant && !toldToWait && !abandoned;
    redSince = red ? (redSince < 0 ? now : redSince) : -1;
    if (red && now >= redSince + RED_BEFORE_BACKING) {
      backOut("red lamp");
    } else if (boom.isClosed() && now >= standingSince + patience) {
      backOut("patience");
    }
  }

  private void backOut(String why) {
    motion = Motion.BACKING_OUT;
    whyBacking = why;
  }

  private void follow(double seconds, Zone zone) {
    Vehicle ahead = leader;
    if (ahead != null && zone.holds(ahead)) {
      double close = ahead.rear() - FOLLOWER_GAP;
      front = ahead.isBacking() ? close : Math.max(front, Math.min(close, advance(seconds, zone)));
    } else {
      front = advance(seconds, zone);
    }
  }

  /** True when the boom comes down before it has reached it. */
  private boolean shutOut(Zone zone) {
    return front <= Zone.BEFORE_BOOM && !zone.controller().boom().isUp();
  }

  /** Where it gets to in this time; never through a boom that is not fully up. */
  private double advance(double seconds, Zone zone) {
    double to = front + speed * seconds;
    if (front <= Zone.BEFORE_BOOM && to > Zone.BEFORE_BOOM && !zone.controller().boom().isUp()) {
      return Zone.BEFORE_BOOM;
    }
    return to;
  }
}
