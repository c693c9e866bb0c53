package org.amitygate.world.physics;

/**
 * What is going to happen to one truck besides driving. Called under the lock of the site; must not
 * block.
 */
public interface Story {
  /**
   * Asked again and again while the truck is the next of its lane and the zone is empty.
   *
   * @return whether it drives in now
   */
  boolean ready(Zone export);

  /** Its front is over the entry loop of a gate. */
  void arrived(Zone zone);

  /** It stands at the stop line of a gate. */
  void atStopLine(Zone zone);

  /** The boom before it leaves its closed end. */
  void boomLeftClosed(Zone zone);

  /** Its rear has left the passage loop of a gate. */
  void passed(Zone zone);

  /** Nothing more happens to it. */
  void ended(Zone zone);
}
