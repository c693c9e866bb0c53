package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private final Deque<Long> weights = new ArrayDeque<>();
  private Span past = Span.NONE;
  private Instant since;
  private long readings;
  private long calls;
  private long nanos;
  private long bytes;
  private int unanswered;
  private int first;
  private long heaviest;
  private int weighed;
  private int plates;
  private int readable;
  private long failures;
  private String lastFailure = "";
  private long lostCalls;
  private boolean wasOnline;

  Performance(GateClock clock) {
    this.clock = clock;
    this.since = clock.now();
  }

  synchronized void reading(Reading reading) {
    readings++;
    answer(reading);
  }

  /** What a command was answered with. */
  synchronized void answer(Reading reading) {
    if (reading instanceof WeightMeasured weight) {
      weight(weight.grossKg());
    } else if (reading instanceof PlateRead read) {
      plates++;
      readable += read.plate().isPresent() ? 1 : 0;
    }
  }

  synchronized void call(Duration lasted, long allocatedBytes) {
    if (first < FIRST_CALLS) {
      first++;
      return;
    }
    calls++;
    nanos += lasted.toNanos();
    bytes += allocatedBytes;
  }

  /**
   * A scale tells of the same vehicle many times: its heaviest reading counts, once it has gone.
   */
  private void weight(long kilograms) {
    if (kilograms >= EMPTY_KG) {
      heaviest = Math.max(heaviest, kilograms);
    } else if (heaviest > 0) {
      weighed++;
      weights.add(heaviest);
      heaviest = 0;
      if (weights.size() > WEIGHTS) {
        weights.remove();
      }
    }
  }

  /** A command that it was given got no outcome in its time. */
  synchronized void unanswered() {
    unanswered++;
  }

  synchronized void failed(String sentence) {
    failures++;
    lastFailure = sentence;
  }

  synchronized void lostCall() {
    lostCalls++;
  }

  /**
   * Another driver serves the device from now on.
   *
   * @param online whether the device can be relied on now
   */
  synchronized void successor(boolean online) {
    wasOnline = online;
    Span before = span();
    if (before.lasted().compareTo(MEASURE) >= 0 || past.readings() == 0) {
      past = before;
    }
    since = clock.now();
    weights.clear();
    readings = calls = nanos = bytes = failures = lostCalls = 0;
    weighed = plates = readable = unanswered = first = 0;
    heaviest = 0;
    lastFailure = "";
  }

  synchronized DeviceFigures figures(Standing.Now standing) {
    boolean online = standing.status() == DeviceStatus.ONLINE;
    Duration offline = online ? Duration.ZERO : Duration.between(standing.since(), clock.now());
    return new DeviceFigures(
        wasOnline,
        online,
        offline,
        standing.cause(),
        failures,
        lastFailure,
        lostCalls,
        span(),
        past);
  }

  private Span span() {
    long median =
        weights.isEmpty()
            ? 0
            : weights.stream().sorted().skip(weights.size() / 2).findFirst().orElse(0L);
    return new Span(
        Duration.between(since, clock.now()),
        readings,
        calls,
        Duration.ofNanos(nanos),
        bytes,
        unanswered,
        weighed,
        median,
        plates,
        readable);
  }
}
