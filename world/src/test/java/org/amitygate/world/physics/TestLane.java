package org.amitygate.world.physics;

import org.amitygate.world.RecordedEvents;

/**
 * One lane with one truck that waits for ever, for tests of devices; time stands still unless it is
 * moved on.
 */
public final class TestLane {
  public final RecordedEvents events = new RecordedEvents();
  public final Site site = new Site();
  public final Lane lane = new Lane("L1", site, events, 1, 5, "A", Devices.NONE, "B", Devices.NONE);

  public final Vehicle truck = new Vehicle("T001", "29C-123.45", 31_240, 5, 400, Integer.MAX_VALUE);

  /** A lane in which nobody is yet. */
  public TestLane() {
    site.add(lane);
    Story story =
        new Story() {
          @Override
          public boolean ready(Zone export) {
            return true;
          }

          @Override
          public void arrived(Zone zone) {}

          @Override
          public void atStopLine(Zone zone) {}

          @Override
          public void boomLeftClosed(Zone zone) {}

          @Override
          public void passed(Zone zone) {}

          @Override
          public void ended(Zone zone) {}
        };
    lane.queue(truck, story, 1_000);
  }

  /** Moves time on. */
  public void run(long millis) {
    for (long t = 0; t < millis; t += 20) {
      site.tick(20);
    }
  }

  /** Moves time on until the truck has come to its stop line. */
  public void runToStopLine() {
    while (lane.exportZone().standing() == null) {
      run(20);
    }
  }
}
