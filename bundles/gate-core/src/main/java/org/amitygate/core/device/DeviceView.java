package org.amitygate.core.device;

import java.time.Instant;
import java.util.Optional;

/**
 * One device as the operator sees it.
 *
 * @param driver name of the driver that the configuration asks for
 * @param driverVersion of the driver that serves it now, if known
 * @param cause why it is not online, as a sentence; empty when online
 * @param since when it took this status, gate time
 * @param readings handed over since the gate started
 * @param lastReadingAt when the last one was handed over, gate time
 * @param slowCalls calls into the driver that took longer than 2 s, since the gate started
 * @param lostCalls calls into the driver that did not return and were given up, each with a thread
 */
public record DeviceView(
    String id,
    String driver,
    Optional<String> driverVersion,
    DeviceStatus status,
    String cause,
    Instant since,
    long readings,
    Optional<Instant> lastReadingAt,
    long slowCalls,
    long lostCalls) {}
