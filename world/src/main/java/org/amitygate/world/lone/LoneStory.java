package org.amitygate.world.lone;

import java.util.UUID;
import java.util.function.LongSupplier;
import org.amitygate.world.Events;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Sighting;
import org.amitygate.world.physics.Site;
import org.amitygate.world.physics.Story;
import org.amitygate.world.physics.Zone;

/**
 * One vehicle that the cameras read wherever it comes by. Under the lock of the site; times are
 * milliseconds.
 */
final class LoneStory implements Story {
  private static final long READ_AFTER = 300;
  private static final int CONFIDENCE = 97;

  private final Site site;
  private final Events events;
  private final LongSupplier micros;
  private final String vehicle;
  private final String readAs;
  private final boolean export;

  /**
   * @param micros the time, UTC microseconds
   * @param readAs what cameras read
   * @param export it leaves by this gate
   */
  LoneStory(
      Site site,
      Events events,
      LongSupplier micros,
      String vehicle,
      String readAs,
      boolean export) {
    this.site = site;
    this.events = events;
    this.micros = micros;
    this.vehicle = vehicle;
    this.readAs = readAs;
    this.export = export;
  }

  @Override
  public boolean ready(Zone zone) {
    return true;
  }

  @Override
  public void arrived(Zone zone) {
    read(zone, "entry", zone.devices().entryCamera());
  }

  @Override
  public void atStopLine(Zone zone) {
    if (export) {
      read(zone, "exit", zone.devices().exitCamera());
    }
  }

  @Override
  public void boomLeftClosed(Zone zone) {}

  @Override
  public void passed(Zone zone) {}

  @Override
  public void ended(Zone zone) {}

  private void read(Zone zone, String position, PlateCamera camera) {
    long when = micros.getAsLong() + READ_AFTER * 1_000;
    Sighting sighting = new Sighting(UUID.randomUUID().toString(), readAs, CONFIDENCE, when);
    site.after(
        READ_AFTER,
        () -> {
          events.write(
              "read",
              "gate",
              zone.gate(),
              "camera",
              zone.lane() + ".plate-camera." + position,
              "eventId",
              sighting.eventId(),
              "plate",
              readAs,
              "truck",
              vehicle);
          camera.sees(sighting);
        });
  }
}
