package org.amitygate.search;

/** Where the vehicle of the crossing is. */
enum Truck {
  /** At the stop line of the exit side, on its exit loop. */
  LINE,
  /** On the passage loop, under the raised boom. */
  LOOP,
  STRIP,
  /** Before the barrier of the entry side. */
  ARRIVED,
  /** Through the barrier of the entry side. */
  INSIDE;

  /** Beyond the barrier of the exit side. */
  boolean passed() {
    return compareTo(LOOP) > 0;
  }
}
