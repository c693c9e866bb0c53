package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.amitygate.core.device.DeviceFigures.Span;
import org.amitygate.core.time.GateClock;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;

/** Counts what the drivers of one device do, the present one and the one before. Thread-safe. */
final class Performance {

  /** Who served shorter is no measure for a successor. */
  private static final Duration MEASURE = Duration.ofSeconds(60);

  private static final int WEIGHTS = 100;

  /** Less than this is nobody on the scale. */
  private static final long EMPTY_KG = 500;

  /** Calls that load classes and are not compiled yet say nothing of those that follow. */
  static final int FIRST_CALLS = 20;

  private final GateClock clock;
  private Totals totals;
  private Span past = Span.NONE;
  private boolean wasOnline;
  private long readings;
  private Optional<Instant> lastReadingAt = Optional.empty();

  /** Of the driver that serves. */
  private static final class Totals {
    final Instant since;
    long readings;
    int skipped;
    long calls;
    long nanos;
    long bytes;
    int unanswered;

    /** Of the vehicle that is on the scale; 0: none is. */
    long heaviestKg;

    /** Of the last vehicles. */
    final Deque<Long> weights = new ArrayDeque<>();

    int weighed;
    int plates;
    int readable;
    long failures;
    String lastFailure = "";
    long lostCalls;

    Totals(Instant since) {
      this.since = since;
    }

    Span until(Instant now) {
      return new Span(
          Duration.between(since, now),
          readings,
          calls,
          Duration.ofNanos(nanos),
          bytes,
          unanswered,
          weighed + (heaviestKg > 0 ? 1 : 0),
          weights.stream().sorted().skip(weights.size() / 2).findFirst().orElse(0L),
          plates,
          readable);
    }
  }

  Performance(GateClock clock) {
    this.clock = clock;
    this.totals = new Totals(clock.now());
  }

  synchronized void reading(Reading reading) {
    readings++;
    lastReadingAt = Optional.of(clock.now());
    totals.readings++;
    answer(reading);
  }

  /** What a command was answered with. */
  synchronized void answer(Reading reading) {
    if (reading instanceof WeightMeasured weight) {
      weight(weight.grossKg());
    } else if (reading instanceof PlateRead read) {
      totals.plates++;
      totals.readable += read.plate().isPresent() ? 1 : 0;
    }
  }

  /** Of all drivers that the device has had. */
  synchronized long readings() {
    return readings;
  }

  synchronized Optional<Instant> lastReadingAt() {
    return lastReadingAt;
  }

  synchronized void call(Duration lasted, long allocatedBytes) {
    if (totals.skipped < FIRST_CALLS) {
      totals.skipped++;
      return;
    }
    totals.calls++;
    totals.nanos += lasted.toNanos();
    totals.bytes += allocatedBytes;
  }

  /**
   * A scale tells of the same vehicle many times: its heaviest reading counts, once it has gone.
   */
  private void weight(long kilograms) {
    if (kilograms >= EMPTY_KG) {
      totals.heaviestKg = Math.max(totals.heaviestKg, kilograms);
    } else if (totals.heaviestKg > 0) {
      totals.weighed++;
      totals.weights.add(totals.heaviestKg);
      totals.heaviestKg = 0;
      if (totals.weights.size() > WEIGHTS) {
        totals.weights.remove();
      }
    }
  }

  /** A command that it was given got no outcome in its time. */
  synchronized void unanswered() {
    totals.unanswered++;
  }

  synchronized void failed(String sentence) {
    totals.failures++;
    totals.lastFailure = sentence;
  }

  synchronized void lostCall() {
    totals.lostCalls++;
  }

  /**
   * Another driver serves the device from now on.
   *
   * @param online whether the device can be relied on now
   */
  synchronized void successor(boolean online) {
    wasOnline = online;
    Span before = totals.until(clock.now());
    if (before.lasted().compareTo(MEASURE) >= 0 || past.readings() == 0) {
      past = before;
    }
    totals = new Totals(clock.now());
  }

  synchronized DeviceFigures figures(Standing.Now standing) {
    boolean online = standing.status() == DeviceStatus.ONLINE;
    Duration offline = online ? Duration.ZERO : Duration.between(standing.since(), clock.now());
    return new DeviceFigures(
        wasOnline,
        online,
        offline,
        standing.cause(),
        totals.failures,
        totals.lastFailure,
        totals.lostCalls,
        totals.until(clock.now()),
        past);
  }
}
