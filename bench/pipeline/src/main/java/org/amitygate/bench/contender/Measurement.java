package org.amitygate.bench.contender;

/**
 * One contender in one round.
 *
 * @param perSecond crossings done
 * @param openP50 milliseconds from the reading sent to the lane told to open, as openP99
 * @param doneP50 milliseconds from the reading sent to the last acknowledgement, as doneP99
 * @param cpuMicros processor time of the server, and of its database, for each crossing
 * @param compilerMicros of that, what Java's compilers took; near 0 once it is warm
 * @param syncsPerSecond −1: not counted
 * @param recordsPerSync −1: not counted
 * @param bytesPerCrossing written to storage
 * @param missing acknowledged and not found in the store afterwards; must be 0
 */
public record Measurement(
    double perSecond,
    double openP50,
    double openP99,
    double doneP50,
    double doneP99,
    double cpuMicros,
    double compilerMicros,
    double syncsPerSecond,
    double recordsPerSync,
    double bytesPerCrossing,
    double rssMb,
    long missing) {}
