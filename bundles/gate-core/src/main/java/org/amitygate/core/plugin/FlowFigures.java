package org.amitygate.core.plugin;

import java.time.Duration;

/**
 * What came of one version of a flow on one lane since the server started.
 *
 * @param begun crossings that began on it
 * @param runs of stages, those that failed included
 * @param failures runs that failed
 * @param held runs that held their crossing for a person
 * @param ended crossings that came to their end on it
 * @param lasted all runs together, with the time that they waited for answers of devices
 */
public record FlowFigures(
    long begun, long runs, long failures, long held, long ended, Duration lasted) {

  /** Of a version that has not run. */
  public static final FlowFigures NONE = new FlowFigures(0, 0, 0, 0, 0, Duration.ZERO);

  double failureShare() {
    return runs == 0 ? 0 : (double) failures / runs;
  }

  /** Holds for each crossing. */
  double heldShare() {
    return begun == 0 ? 0 : (double) held / begun;
  }

  /** Milliseconds of a run, on average. */
  double runMillis() {
    return runs == 0 ? 0 : lasted.toNanos() / 1e6 / runs;
  }
}
