package org.amitygate.world.story;

import java.util.List;

/** The people at one gate. */
@FunctionalInterface
public interface Guards {
  /**
   * Carries out orders one after the other, each again and again until the gate says OK. Returns at
   * once.
   *
   * @param lookMillis how long a person who has just logged in looks at the screen before typing
   * @param done called by another thread after the last
   */
  void carryOut(String truck, long lookMillis, List<Order> orders, Runnable done);
}
