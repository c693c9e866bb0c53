package org.amitygate.core.device;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;

/** Everything the device host takes from outside, passed on as one. */
record Surroundings(
    Executor executor,
    Scheduler scheduler,
    GateClock clock,
    RandomGenerator random,
    Journal journal,
    ReadingSink sink,
    StatusListener listener) {}
