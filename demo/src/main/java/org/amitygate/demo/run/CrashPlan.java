package org.amitygate.demo.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The points at which one gate is still to be killed, in their order. One that was not reached goes
 * to the end; the third time it is given up. Pure; not thread-safe.
 */
final class CrashPlan {
  private static final int ATTEMPTS = 3;
  private static final int MOST_COUNT = 2;

  private final Deque<CrashList.Point> left;
  private final RandomGenerator random;
  private final List<String> hit = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private final Map<String, Integer> attempts = new HashMap<>();

  CrashPlan(List<CrashList.Point> points, RandomGenerator random) {
    this.left = new ArrayDeque<>(points);
    this.random = random;
  }

  /**
   * Where to kill next.
   *
   * @param count the so manieth time that it comes by
   */
  record Order(String point, int count) {}

  /** For a gate that is at work; empty: nothing for now. */
  Optional<Order> next() {
    return first(false);
  }

  /** For a gate that is about to be started. */
  Optional<Order> nextAtStart() {
    return first(true);
  }

  private Optional<Order> first(boolean atStart) {
    return left.stream()
        .filter(point -> point.atStart() == atStart)
        .findFirst()
        .map(point -> new Order(point.name(), count(point)));
  }

  /** Not always the first time; once it was not reached, the first time is good. */
  private int count(CrashList.Point point) {
    boolean tried = attempts.containsKey(point.name());
    return point.atStart() || tried ? 1 : random.nextInt(1, MOST_COUNT + 1);
  }

  /**
   * The gate died there.
   *
   * @return it was still to be
   */
  boolean hit(String name) {
    if (left.removeIf(point -> point.name().equals(name)) || givenUp.remove(name)) {
      hit.add(name);
      return true;
    }
    return false;
  }

  void notReached(String name) {
    CrashList.Point point =
        left.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    left.remove(point);
    if (attempts.merge(name, 1, Integer::sum) < ATTEMPTS) {
      left.addLast(point);
    } else {
      givenUp.add(name);
    }
  }

  boolean finished() {
    return left.isEmpty();
  }

  /** In their order. */
  List<String> hit() {
    return List.copyOf(hit);
  }

  List<String> notReached() {
    List<String> all = new ArrayList<>(givenUp);
    left.forEach(point -> all.add(point.name()));
    return all;
  }
}
