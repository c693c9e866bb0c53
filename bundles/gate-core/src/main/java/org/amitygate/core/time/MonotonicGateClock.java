package org.amitygate.core.time;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Gate time: the wall clock when the gate started, but never before the last record, and from there
 * the monotonic clock of the machine. A wall clock that is set back while the gate runs changes
 * nothing. Thread-safe.
 */
public final class MonotonicGateClock implements GateClock {

  private final Instant start;
  private final long origin;
  private final LongSupplier nanoTime;

  /**
   * On the clocks of this machine; {@code last} is the time of the last record, {@link
   * Instant#EPOCH} if none.
   */
  public MonotonicGateClock(Instant last) {
    this(last, Clock.systemUTC(), System::nanoTime);
  }

  /** {@code nanoTime}: nanoseconds since any origin, as {@link System#nanoTime}. */
  public MonotonicGateClock(Instant last, Clock wall, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
    Instant now = wall.instant().truncatedTo(ChronoUnit.MICROS);
    this.start = now.isBefore(last) ? last.truncatedTo(ChronoUnit.MICROS) : now;
  }

  @Override
  public Instant now() {
    long micros = (nanoTime.getAsLong() - origin) / 1_000;
    return start.plus(micros, ChronoUnit.MICROS);
  }
}
