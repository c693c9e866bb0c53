package org.amitygate.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock of one machine, right or not. */
final class WallClock extends Clock {

  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");

  private final Agenda agenda;
  private Duration off = Duration.ZERO;

  WallClock(Agenda agenda) {
    this.agenda = agenda;
  }

  /** What it is off from now on. */
  void off(Duration by) {
    off = by;
  }

  /** What a right one would show. */
  Instant truth() {
    return START.plusNanos(agenda.now() * 1_000);
  }

  @Override
  public Instant instant() {
    return truth().plus(off);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
