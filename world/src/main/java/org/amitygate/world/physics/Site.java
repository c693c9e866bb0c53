package org.amitygate.world.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The ground with everything on it. All physical state is guarded by this object's monitor; {@link
 * #tick} moves the simulated time on and is called by one thread only (by tests, without any real
 * time). Times are milliseconds since the start.
 */
public final class Site {
  private final Timers timers = new Timers();
  private final List<Lane> lanes = new ArrayList<>();
  private long now;

  /** Adds a lane, before the first tick. */
  public synchronized void add(Lane lane) {
    lanes.add(lane);
  }

  /** The lanes, in the order they were added. */
  public synchronized List<Lane> lanes() {
    return List.copyOf(lanes);
  }

  /** The simulated time. */
  public synchronized long now() {
    return now;
  }

  /** Moves everything on by so many milliseconds. */
  public synchronized void tick(long millis) {
    now += millis;
    timers.run(now);
    for (Lane lane : lanes) {
      lane.tick(now, millis / 1000.0);
    }
    notifyAll();
  }

  /** Does something later, under the lock. */
  public synchronized void after(long millis, Runnable action) {
    timers.at(now + millis, action);
  }

  /** Does something now, under the lock. For threads of devices and people. */
  public synchronized void run(Runnable action) {
    action.run();
  }

  /** Looks at something under the lock. */
  public synchronized <T> T see(Supplier<T> look) {
    return look.get();
  }

  /**
   * Waits until a condition holds.
   *
   * @param millis simulated time after which it gives up
   * @return whether the condition holds
   */
  public synchronized boolean await(BooleanSupplier condition, long millis)
      throws InterruptedException {
    long end = now + millis;
    while (!condition.getAsBoolean()) {
      if (now >= end) {
        return false;
      }
      wait();
    }
    return true;
  }

  /** Closes the road to every lane after so many milliseconds. */
  public synchronized void closeAfter(long millis) {
    after(millis, () -> lanes.forEach(Lane::close));
  }

  /** True when every truck of every lane has ended. */
  public synchronized boolean ended() {
    return lanes.stream().allMatch(Lane::ended);
  }
}
