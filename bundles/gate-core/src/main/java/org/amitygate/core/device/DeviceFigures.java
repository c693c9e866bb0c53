package org.amitygate.core.device;

import java.time.Duration;

/**
 * How the driver that serves a device does, beside the one that served it before.
 *
 * @param wasOnline whether the device could be relied on when it took over
 * @param online whether it can now
 * @param offlineFor how long it has not been; zero if it is online
 * @param cause why it is not, as a sentence
 * @param failures errors of the driver, not of the device or the network, since it serves
 * @param lastFailure the last one, as a sentence
 * @param lostCalls calls into it that did not return, since it serves
 * @param now of the driver that serves
 * @param past of the one before, as long as it is the measure; all zero if there is none
 */
public record DeviceFigures(
    boolean wasOnline,
    boolean online,
    Duration offlineFor,
    String cause,
    long failures,
    String lastFailure,
    long lostCalls,
    Span now,
    Span past) {

  /**
   * What one driver did.
   *
   * @param lasted since it serves
   * @param readings that it gave
   * @param calls into it, without the first ones
   * @param spent in those calls, altogether
   * @param allocatedBytes in those calls, altogether; 0 where that cannot be measured
   * @param unanswered commands that it was given and that got no outcome in their time
   * @param weights how many vehicles were weighed, answers and the one on the scale included
   * @param medianKg of the heaviest readings of the last of those that have gone; 0 without any
   * @param plates how many plates it gave, answers included
   * @param readable how many of those could be read
   */
  public record Span(
      Duration lasted,
      long readings,
      long calls,
      Duration spent,
      long allocatedBytes,
      int unanswered,
      int weights,
      long medianKg,
      int plates,
      int readable) {

    /** Nothing yet. */
    public static final Span NONE = new Span(Duration.ZERO, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0);

    /** Readings a second; 0 when it is too early to say. */
    public double readingsPerSecond() {
      return lasted.toMillis() < 1_000 ? 0 : readings * 1_000.0 / lasted.toMillis();
    }

    /** How many of its plates could be read, from 0 to 1; 0 without any. */
    public double readableShare() {
      return plates == 0 ? 0 : (double) readable / plates;
    }

    /** Bytes allocated in a call on average; 0 without any. */
    public double callBytes() {
      return calls == 0 ? 0 : (double) allocatedBytes / calls;
    }

    /** Milliseconds of a call on average; 0 without any. */
    public double callMillis() {
      return calls == 0 ? 0 : spent.toNanos() / 1e6 / calls;
    }
  }
}
