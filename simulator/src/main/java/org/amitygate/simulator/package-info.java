/**
 * Two whole gates in simulated time, on one thread: the server's own engine, interlock, journal
 * writer, partner link, drivers and flows, between a simulated network, simulated devices and a
 * simulated world that share no code with them. One seed is one run, the same each time.
 */
@NullMarked
package org.amitygate.simulator;

import org.jspecify.annotations.NullMarked;
