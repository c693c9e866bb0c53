package org.amitygate.world.physics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.amitygate.world.Events;
import org.jspecify.annotations.Nullable;

/**
 * One lane through both gates: queue, export zone, strip, import zone, road. Under the lock of its
 * site; times are milliseconds of simulated time.
 */
public final class Lane implements Zone.Watcher {
  private static final long STRIP_TRAVEL = 1_000;
  private static final long TURNING = 2_000;

  /** From the moment the zone is empty until the next truck starts, at least. */
  private static final long SHORTEST_GAP = 1_500;

  private record Waiting(Vehicle vehicle, Story story, long arrivesAt) {}

  private record InStrip(Vehicle vehicle, long ready) {}

  private final String id;
  private final Site site;
  private final Events events;
  private final double pace;
  private final Random random;
  private final Zone exportZone;
  private final Zone importZone;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final Deque<InStrip> strip = new ArrayDeque<>();
  private final Map<Vehicle, Story> stories = new HashMap<>();
  private int underway;
  private int blocks;
  private boolean endsInStrip;
  private long gap = SHORTEST_GAP;

  /**
   * @param exportGate id of the gate the trucks leave by
   * @param importGate id of the gate they reach
   * @param pace how many times as fast as usual people and trucks are
   */
  public Lane(
      String id,
      Site site,
      Events events,
      double pace,
      long seed,
      String exportGate,
      Devices exportDevices,
      String importGate,
      Devices importDevices) {
    this.id = id;
    this.site = site;
    this.events = events;
    this.pace = pace;
    this.random = new Random(seed);
    this.exportZone = new Zone(exportGate, id, exportDevices, events, this);
    this.importZone = new Zone(importGate, id, importDevices, events, this);
  }

  public String id() {
    return id;
  }

  public Zone exportZone() {
    return exportZone;
  }

  public Zone importZone() {
    return importZone;
  }

  /** Adds a truck to the end of the queue. */
  public void queue(Vehicle vehicle, Story story, long arrivesAt) {
    queue.add(new Waiting(vehicle, story, arrivesAt));
    underway++;
  }

  /** There is no other gate here: a truck that has entered the strip is gone. */
  public void endsInStrip() {
    endsInStrip = true;
  }

  /** A truck comes out of the strip, from a gate that is not here. */
  public void comeThroughStrip(Vehicle vehicle, Story story) {
    stories.put(vehicle, story);
    strip.add(new InStrip(vehicle, site.now()));
    underway++;
  }

  /** The road is closed: who waits in the queue is sent away and never comes. */
  void close() {
    for (Waiting waiting : queue) {
      event("sentAway", exportZone, waiting.vehicle);
      underway--;
    }
    queue.clear();
  }

  /** Nobody drives in until as many {@link #unblock} follow. */
  public void block() {
    blocks++;
  }

  /** Takes back one {@link #block}. */
  public void unblock() {
    blocks--;
  }

  /** Lets a small vehicle follow a truck that stands in the export zone. */
  public void follow(Vehicle follower) {
    underway++;
    exportZone.enter(follower);
  }

  boolean ended() {
    return underway == 0 && blocks == 0;
  }

  void tick(long now, double seconds) {
    exportZone.tick(now, seconds);
    importZone.tick(now, seconds);
    if (!strip.isEmpty() && now >= strip.peek().ready && importZone.isEmpty()) {
      importZone.enter(strip.remove().vehicle);
    }
    Waiting next = queue.peek();
    if (next != null
        && blocks == 0
        && now >= next.arrivesAt
        && exportZone.isEmpty()
        && now >= exportZone.emptySince() + gap
        && next.story.ready(exportZone)) {
      queue.remove();
      gap = Math.round((SHORTEST_GAP + random.nextInt(1_000)) / pace);
      stories.put(next.vehicle, next.story);
      exportZone.enter(next.vehicle);
      event("drivesIn", exportZone, next.vehicle);
    }
  }

  @Override
  public void arrived(Zone zone, Vehicle vehicle) {
    event(
        zone == exportZone ? "arrived" : "arrivedImport", zone, vehicle, "plate", vehicle.plate());
    story(vehicle).arrived(zone);
  }

  @Override
  public void atStopLine(Zone zone, Vehicle vehicle) {
    event("atStopLine", zone, vehicle);
    story(vehicle).atStopLine(zone);
  }

  @Override
  public void boomLeftClosed(Zone zone) {
    Vehicle standing = zone.standing();
    if (standing != null) {
      story(standing).boomLeftClosed(zone);
    }
  }

  @Override
  public void passed(Zone zone, Vehicle vehicle) {
    Object[] why = zone.controller().opening();
    if (vehicle.isFollower()) {
      event("tailgated", zone, vehicle, "plate", vehicle.plate(), why[0], why[1], why[2], why[3]);
      site.after(Math.round(TURNING / pace), () -> end(zone, vehicle, "turned-around"));
    } else if (zone == exportZone) {
      event("passed", zone, vehicle, why);
      if (!endsInStrip) {
        strip.add(new InStrip(vehicle, site.now() + Math.round(STRIP_TRAVEL / pace)));
      }
      event("enteredStrip", zone, vehicle, "occupants", strip.size());
      story(vehicle).passed(zone);
      if (endsInStrip) {
        end(zone, vehicle, "left");
      }
    } else {
      event("passedImport", zone, vehicle, why);
      story(vehicle).passed(zone);
      end(zone, vehicle, "through");
    }
  }

  @Override
  public void backedOut(Zone zone, Vehicle vehicle) {
    event(
        "backedOut", zone, vehicle, "why", vehicle.isFollower() ? "leader" : vehicle.whyBacking());
    String how = zone == exportZone ? "parked" : "parked-import";
    end(zone, vehicle, vehicle.isFollower() ? "turned-around" : how);
  }

  private void end(Zone zone, Vehicle vehicle, String how) {
    event("ended", zone, vehicle, "how", how);
    Story story = stories.remove(vehicle);
    if (story != null) {
      story.ended(zone);
    }
    underway--;
  }

  private Story story(Vehicle vehicle) {
    Story story = stories.get(vehicle);
    if (story == null) {
      throw new IllegalStateException("no story for " + vehicle.id());
    }
    return story;
  }

  private void event(String name, Zone zone, Vehicle vehicle, @Nullable Object... more) {
    Object[] all = new Object[more.length + 6];
    all[0] = "gate";
    all[1] = zone.gate();
    all[2] = "lane";
    all[3] = id;
    all[4] = "truck";
    all[5] = vehicle.id();
    System.arraycopy(more, 0, all, 6, more.length);
    events.write(name, all);
  }
}
