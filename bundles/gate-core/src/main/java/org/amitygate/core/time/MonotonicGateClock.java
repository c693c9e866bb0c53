package org.amitygate.core.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gate time: the wall clock when the gate started, but never before the last record, and from there
 * the monotonic clock of the machine. Towards the wall clock it goes at most one part in {@value
 * #SLEW} faster or slower than the monotonic clock, so that a wall clock that jumps moves nothing
 * at once, and a time limit of the gate is off by that part at most. Thread-safe.
 */
public final class MonotonicGateClock implements GateClock {

  /** One second in so many is corrected: 36 s in an hour. */
  static final long SLEW = 100;

  /** How often the wall clock is looked at, at most. */
  private static final long LOOK_NANOS = 1_000_000_000;

  /** A difference that is worth telling people: the partner protocol warns at the same. */
  private static final Duration WARN = Duration.ofSeconds(2);

  /** No clock is taken to be further off than this; it only has to fit in nanoseconds. */
  private static final Duration FARTHEST = Duration.ofDays(36_500);

  private static final Logger LOG = LoggerFactory.getLogger(MonotonicGateClock.class);

  private final Clock wall;
  private final LongSupplier nanoTime;
  private final AtomicReference<Stretch> stretch;

  /**
   * Gate time from one look at the wall clock to the next.
   *
   * @param origin by {@code nanoTime}
   * @param start gate time at the origin
   * @param owed what the wall clock was ahead by then, in nanoseconds: made up for, then no more
   */
  private record Stretch(long origin, Instant start, long owed) {

    Instant at(long nano) {
      // Another thread may have begun this stretch after this one read its nanoseconds.
      long passed = Math.max(0, nano - origin);
      long slewed = Math.min(Math.abs(owed), passed / SLEW);
      return start.plusNanos(owed < 0 ? passed - slewed : passed + slewed);
    }

    boolean over(long nano) {
      return nano - origin >= LOOK_NANOS;
    }

    boolean worthTelling() {
      return Math.abs(owed) > WARN.toNanos();
    }
  }

  /**
   * On the clocks of this machine; {@code last} is the time of the last record, {@link
   * Instant#EPOCH} if none.
   */
  public MonotonicGateClock(Instant last) {
    this(last, Clock.systemUTC(), System::nanoTime);
  }

  /** {@code nanoTime}: nanoseconds since any origin, as {@link System#nanoTime}. */
  public MonotonicGateClock(Instant last, Clock wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    Instant now = wall.instant();
    Instant start = now.isBefore(last) ? last : now;
    this.stretch = new AtomicReference<>(new Stretch(nanoTime.getAsLong(), start, 0));
    follow(stretch.get(), stretch.get().origin());
  }

  @Override
  public Instant now() {
    long nano = nanoTime.getAsLong();
    Stretch current = stretch.get();
    if (current.over(nano)) {
      follow(current, nano);
      current = stretch.get();
    }
    return current.at(nano).truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Duration wallAhead() {
    return between(now(), wall.instant());
  }

  /** Begins the next stretch, unless another thread just did. */
  private void follow(Stretch before, long nano) {
    Instant start = before.at(nano);
    Stretch next = new Stretch(nano, start, between(start, wall.instant()).toNanos());
    if (stretch.compareAndSet(before, next) && next.worthTelling() != before.worthTelling()) {
      tell(next);
    }
  }

  private static Duration between(Instant gate, Instant wall) {
    Duration ahead = Duration.between(gate, wall);
    if (ahead.abs().compareTo(FARTHEST) <= 0) {
      return ahead;
    }
    return ahead.isNegative() ? FARTHEST.negated() : FARTHEST;
  }

  private static void tell(Stretch now) {
    if (now.worthTelling()) {
      LOG.warn(
          "the wall clock differs from gate time by {} s: gate time follows it by 1 s in {} s; set the machine's clock right",
          now.owed() / 1_000_000_000,
          SLEW);
    } else {
      LOG.info("the wall clock and gate time agree again");
    }
  }
}
