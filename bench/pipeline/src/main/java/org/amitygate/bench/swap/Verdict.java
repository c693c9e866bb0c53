package org.amitygate.bench.swap;

/**
 * What the ledger of the load, the store and the list of exchanges come to together.
 *
 * @param sent readings, those that began a crossing included
 * @param lost of them: not stored, not acknowledged, or a vehicle that was not let pass to the end
 * @param duplicated of them: stored, acknowledged, opened for or confirmed more than once
 * @param reordered stored behind a later one of their lane
 * @param wrongVersion readings decoded by a driver that was not active while they were under way,
 *     and crossings of which a stage ran on another version than they began with, or that began
 *     with one that was not active
 * @param invented stored and never sent
 * @param connectionsDropped connections of lanes that ended
 * @param longestGapMs by how much a reading waited longer than usual while plug-ins were exchanged
 * @param longestGapBeforeMs the same before they were
 * @param slowBefore of a thousand readings, how many waited more than 50 ms longer than usual
 * @param slowSince the same since the first exchange
 */
record Verdict(
    long sent,
    long vehicles,
    long lost,
    long duplicated,
    long reordered,
    long wrongVersion,
    long invented,
    long connectionsDropped,
    double longestGapMs,
    double longestGapBeforeMs,
    double slowBefore,
    double slowSince,
    double p50BeforeMs,
    double p99BeforeMs,
    double p50DuringMs,
    double p99DuringMs,
    long measuredBefore,
    long measuredDuring) {

  /** Nothing that must be zero is not. */
  boolean clean() {
    return lost + duplicated + reordered + wrongVersion + invented + connectionsDropped == 0;
  }
}
