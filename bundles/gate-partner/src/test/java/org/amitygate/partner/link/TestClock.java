package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import org.amitygate.core.time.GateClock;

/** A clock that goes on when it is told, beside a wall clock that may be wrong. */
final class TestClock implements GateClock {
  private Instant now = Instant.parse("2026-11-23T05:00:00Z");
  private Duration wallAhead = Duration.ZERO;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Duration wallAhead() {
    return wallAhead;
  }

  /** Gate time goes right; the wall clock is off by this. */
  void wallJumps(Duration off) {
    wallAhead = off;
  }

  /** Gate time is off by this, as after a start with a wrong wall clock; the wall clock is not. */
  void startedOff(Duration off) {
    now = now.plus(off);
    wallAhead = off.negated();
  }

  void forward(Duration by) {
    now = now.plus(by);
  }
}
