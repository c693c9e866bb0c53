package org.amitygate.simulator;

import java.util.Map;

/**
 * What one seed came to.
 *
 * @param crossings that began at the exit side
 * @param through vehicles that got to the other side
 * @param digest of everything that happened
 */
record Run(
    long seed, Map<Fault, Integer> faults, int crossings, int through, long steps, long digest) {}
