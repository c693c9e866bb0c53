package org.amitygate.world.physics;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.world.Events;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of one lane at one gate, measured in metres along the lane, with its loops, boom and
 * platform. Under the lock of its site.
 */
public final class Zone {
  static final double START = -9;
  static final double ENTRY_FROM = -1;
  static final double ENTRY_TO = 2;
  static final double EXIT_FROM = 9;
  static final double EXIT_TO = 10;
  static final double STOP_LINE = 9.6;
  static final double BEFORE_BOOM = 11.1;
  static final double PASSAGE_FROM = 12.5;
  static final double PASSAGE_TO = 13.5;
  private static final double PLATFORM_FROM = -3.6;
  private static final double PLATFORM_TO = 10.4;
  private static final long PLATFORM_SETTLES = 900;

  /** What a zone tells its lane. */
  interface Watcher {
    void arrived(Zone zone, Vehicle vehicle);

    void atStopLine(Zone zone, Vehicle vehicle);

    void boomLeftClosed(Zone zone);

    void passed(Zone zone, Vehicle vehicle);

    void backedOut(Zone zone, Vehicle vehicle);
  }

  private final String gate;
  private final String lane;
  private final Watcher watcher;
  private final Controller controller;
  private final Devices devices;
  private final List<Vehicle> vehicles = new ArrayList<>();
  private long platformMovedAt;
  private long emptySince;
  private long now;

  Zone(String gate, String lane, Devices devices, Events events, Watcher watcher) {
    this.gate = gate;
    this.lane = lane;
    this.devices = devices;
    this.watcher = watcher;
    this.controller = new Controller(this, events);
  }

  public String gate() {
    return gate;
  }

  public String lane() {
    return lane;
  }

  public Controller controller() {
    return controller;
  }

  /** The devices that stand here. */
  public Devices devices() {
    return devices;
  }

  /** True when no vehicle is in it or on its way in. */
  public boolean isEmpty() {
    return vehicles.isEmpty();
  }

  /** Since when it is empty; the present time when it is not. */
  long emptySince() {
    return isEmpty() ? emptySince : now;
  }

  /** The truck at the stop line, if there is one. */
  public @Nullable Vehicle standing() {
    return vehicles.stream().filter(Vehicle::isStanding).findFirst().orElse(null);
  }

  boolean holds(Vehicle vehicle) {
    return vehicles.contains(vehicle);
  }

  void enter(Vehicle vehicle) {
    vehicle.enter(START - (vehicle.isFollower() ? 6 : 0));
    vehicles.add(vehicle);
  }

  /** Bit 0 entry, bit 1 exit, bit 2 passage. */
  public int loops() {
    return (occupied(ENTRY_FROM, ENTRY_TO) ? 1 : 0)
        | (occupied(EXIT_FROM, EXIT_TO) ? 2 : 0)
        | (passageOccupied() ? 4 : 0);
  }

  boolean passageOccupied() {
    return occupied(PASSAGE_FROM, PASSAGE_TO);
  }

  boolean underBoom() {
    return occupied(BEFORE_BOOM, PASSAGE_TO);
  }

  private boolean occupied(double from, double to) {
    for (Vehicle vehicle : vehicles) {
      if (vehicle.covers(from, to)) {
        return true;
      }
    }
    return false;
  }

  void boomLeftClosed() {
    watcher.boomLeftClosed(this);
  }

  /** True when the platform has come to rest. */
  public boolean weightStable() {
    boolean sways =
        vehicles.stream().anyMatch(v -> v.sways() && v.covers(PLATFORM_FROM, PLATFORM_TO));
    return !sways && now >= platformMovedAt + PLATFORM_SETTLES;
  }

  /** What the platform feels, kg in steps of 10; it swings while it is not at rest. */
  public int weightKg() {
    double sum = 0;
    for (Vehicle vehicle : vehicles) {
      double on = Math.min(vehicle.front(), PLATFORM_TO) - Math.max(vehicle.rear(), PLATFORM_FROM);
      if (on > 0) {
        sum += vehicle.grossKg() * on / (vehicle.front() - vehicle.rear());
      }
    }
    if (!weightStable()) {
      sum *= 1 + 0.02 * Math.sin(now / 90.0);
    }
    return (int) (Math.round(sum / 10) * 10);
  }

  void tick(long time, double seconds) {
    now = time;
    for (Vehicle vehicle : List.copyOf(vehicles)) {
      boolean wasArrived = vehicle.front() > ENTRY_FROM;
      boolean wasStanding = vehicle.isStanding();
      double before = vehicle.front();
      boolean onPlatform = vehicle.covers(PLATFORM_FROM, PLATFORM_TO);
      vehicle.move(now, seconds, this);
      onPlatform |= vehicle.covers(PLATFORM_FROM, PLATFORM_TO);
      if (vehicle.front() != before && onPlatform) {
        platformMovedAt = now;
      }
      if (vehicle.isFollower()) {
        followed(vehicle);
      } else {
        moved(vehicle, wasArrived, wasStanding);
      }
    }
    controller.tick(now, seconds);
  }

  private void moved(Vehicle vehicle, boolean wasArrived, boolean wasStanding) {
    if (!wasArrived && vehicle.front() > ENTRY_FROM) {
      watcher.arrived(this, vehicle);
    }
    if (!wasStanding && vehicle.isStanding()) {
      watcher.atStopLine(this, vehicle);
    }
    if (vehicle.rear() > PASSAGE_TO) {
      leave(vehicle);
      watcher.passed(this, vehicle);
    } else if (vehicle.isBacking() && vehicle.front() < START) {
      leave(vehicle);
      watcher.backedOut(this, vehicle);
    }
  }

  private void followed(Vehicle follower) {
    boolean alone = vehicles.stream().noneMatch(follower::follows);
    if (follower.rear() > PASSAGE_TO) {
      leave(follower);
      watcher.passed(this, follower);
    } else if (alone && follower.front() < ENTRY_FROM) {
      leave(follower);
      watcher.backedOut(this, follower);
    }
  }

  private void leave(Vehicle vehicle) {
    vehicles.remove(vehicle);
    emptySince = now;
  }
}
