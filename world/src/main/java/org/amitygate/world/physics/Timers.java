package org.amitygate.world.physics;

import java.util.PriorityQueue;

/** Things to do at a simulated time. Belongs to a {@link Site} and is used under its lock only. */
final class Timers {
  private record Timer(long at, long number, Runnable action) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long number;

  void at(long millis, Runnable action) {
    timers.add(new Timer(millis, number++, action));
  }

  void run(long now) {
    while (!timers.isEmpty() && timers.peek().at <= now) {
      timers.poll().action.run();
    }
  }
}
