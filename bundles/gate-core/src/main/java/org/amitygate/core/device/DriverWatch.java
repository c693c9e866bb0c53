package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices calls into a driver that take too long, also while they last. Calls on the strand; the
 * rest thread-safe.
 */
final class DriverWatch {

  /** A driver may not block; a call this long has. */
  static final Duration SLOW = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(DriverWatch.class);

  private record Running(String what, Instant since) {}

  private final String device;
  private final GateClock clock;
  private final AtomicLong slow = new AtomicLong();
  private int depth;
  private volatile @Nullable Running running;
  private volatile @Nullable Running reported;

  DriverWatch(String device, GateClock clock) {
    this.device = device;
    this.clock = clock;
  }

  void begin(String what) {
    if (depth++ == 0) {
      running = new Running(what, clock.now());
    }
  }

  void end() {
    if (--depth == 0) {
      check();
      running = null;
    }
  }

  /** Called now and then, and at the end of each call. */
  synchronized void check() {
    Running call = running;
    if (call == null || call == reported) {
      return;
    }
    Duration lasted = Duration.between(call.since(), clock.now());
    if (lasted.compareTo(SLOW) > 0) {
      reported = call;
      slow.incrementAndGet();
      LOG.warn(
          "{}: '{}' of the driver has taken {} ms so far", device, call.what(), lasted.toMillis());
    }
  }

  /** Slow calls so far. */
  long slowCalls() {
    return slow.get();
  }
}
