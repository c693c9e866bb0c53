package org.amitygate.world.lone;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.amitygate.world.Events;
import org.amitygate.world.physics.Controller;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.Site;
import org.amitygate.world.physics.Vehicle;
import org.amitygate.world.physics.Zone;
import org.jspecify.annotations.Nullable;

/** The lanes of one gate and what can be done there. Thread-safe. */
final class LoneLanes {
  private static final double SPEED = 5;
  private static final long REACTION_MILLIS = 300;
  private static final long PATIENCE_MILLIS = 24L * 60 * 60 * 1_000;

  private record Place(Lane lane, boolean export) {
    Zone zone() {
      return export ? lane.exportZone() : lane.importZone();
    }
  }

  private final Site site;
  private final Events events;
  private final LongSupplier micros;
  private final double pace;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Vehicle> last = new HashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  /**
   * @param micros the time, UTC microseconds
   * @param pace how many times as fast as usual vehicles are
   */
  LoneLanes(Site site, Events events, LongSupplier micros, double pace) {
    this.site = site;
    this.events = events;
    this.micros = micros;
    this.pace = pace;
  }

  /** Adds a lane before the world begins. */
  void add(Lane lane, boolean export) {
    if (export) {
      lane.endsInStrip();
    }
    places.put(lane.id(), new Place(lane, export));
    site.add(lane);
  }

  /** The zone of a lane, for its devices. */
  Zone zone(String lane) {
    return place(lane).zone();
  }

  /**
   * A vehicle comes: to the end of the queue, or out of the strip.
   *
   * @param readAs what cameras read
   * @param stays it does not move when the boom opens
   */
  void arrive(String lane, String plate, String readAs, int grossKg, boolean stays) {
    Place place = place(lane);
    String id = "V" + count.incrementAndGet();
    Vehicle vehicle =
        new Vehicle(id, plate, grossKg, SPEED * pace, REACTION_MILLIS, PATIENCE_MILLIS);
    vehicle.abandon(stays);
    LoneStory story = new LoneStory(site, events, micros, id, readAs, place.export());
    site.run(
        () -> {
          last.put(lane, vehicle);
          if (place.export()) {
            place.lane().queue(vehicle, story, site.now());
          } else {
            place.lane().comeThroughStrip(vehicle, story);
          }
        });
  }

  /** The vehicle that does not move gets its driver back. */
  void drive(String lane) {
    Vehicle vehicle = site.see(() -> last.get(lane));
    if (vehicle == null) {
      throw new IllegalArgumentException("no vehicle came to lane " + lane);
    }
    site.run(() -> vehicle.abandon(false));
  }

  /**
   * Sends the vehicle at the stop line back.
   *
   * @return false: nobody stands there before a closed boom
   */
  boolean turnBack(String lane) {
    Zone zone = zone(lane);
    return site.see(
        () -> {
          Vehicle standing = zone.standing();
          return standing != null && standing.turnBack(zone);
        });
  }

  /** How often the boom has left its closed end so far. */
  long openings(String lane) {
    Zone zone = zone(lane);
    return site.see(() -> zone.controller().registers().leftClosed());
  }

  /** From the next opening on the boom stays closed, or moves again. */
  void stick(String lane, boolean stuck) {
    Zone zone = zone(lane);
    site.run(
        () -> zone.controller().defect(stuck ? Controller.Defect.STUCK : Controller.Defect.NONE));
  }

  private Place place(String lane) {
    @Nullable Place place = places.get(lane);
    if (place == null) {
      throw new IllegalArgumentException("there is no lane " + lane + ", only " + places.keySet());
    }
    return place;
  }
}
