package org.amitygate.check.rules;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.amitygate.check.site.Vehicles;

/** Lanes in turn, each lent to one rule at a time. Thread-safe. */
final class Lanes {
  private final String which;
  private final boolean none;
  private final BlockingQueue<String> free;

  Lanes(String which, List<String> all) {
    this.which = which;
    this.none = all.isEmpty();
    this.free = new LinkedBlockingQueue<>(all);
  }

  /**
   * Waits for the lane that was given back longest ago.
   *
   * @throws Vehicles.Unable there are none
   */
  String take() throws Vehicles.Unable, InterruptedException {
    if (none) {
      throw new Vehicles.Unable("the profile names no lane in lanes." + which);
    }
    return free.take();
  }

  /** Takes this one out of the turn: only where no other rule is run. */
  void take(String lane) throws Vehicles.Unable {
    if (!free.remove(lane)) {
      throw new Vehicles.Unable("lane " + lane + " is in use, or not in lanes." + which);
    }
  }

  void give(String lane) {
    free.add(lane);
  }
}
