package org.amitygate.core.device;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;

/**
 * Everything the device host takes from outside, passed on as one.
 *
 * @param threadLost told when a thread of the executor is stuck in a driver
 */
record Surroundings(
    Executor executor,
    Scheduler scheduler,
    GateClock clock,
    RandomGenerator random,
    Journal journal,
    ReadingSink sink,
    StatusListener listener,
    Runnable threadLost) {}
