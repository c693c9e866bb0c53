package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import org.amitygate.core.time.GateClock;

/** A clock that goes on when it is told. */
final class TestClock implements GateClock {
  private Instant now = Instant.parse("2026-11-23T05:00:00Z");

  @Override
  public Instant now() {
    return now;
  }

  void forward(Duration by) {
    now = now.plus(by);
  }
}
