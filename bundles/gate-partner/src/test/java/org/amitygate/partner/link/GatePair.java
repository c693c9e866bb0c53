package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;

/** Two gates of a pair that know each other's keys. */
record GatePair(TestGate exit, TestGate entry, TestClock clock) {

  static GatePair of(Path folder) {
    TestClock clock = new TestClock();
    return of(folder, clock, clock);
  }

  static GatePair of(Path folder, TestClock exitClock, TestClock entryClock) {
    TestGate exit =
        new TestGate("vn-huunghi", "cn-youyi", LaneConfig.Direction.EXPORT, folder, exitClock);
    TestGate entry =
        new TestGate("cn-youyi", "vn-huunghi", LaneConfig.Direction.IMPORT, folder, entryClock);
    exit.across.set(entry);
    entry.across.set(exit);
    exit.link.loadKeys();
    return new GatePair(exit, entry, exitClock);
  }

  void upTo(HandoverState state) {
    exit.effect("offer");
    deliverAll();
    if (state == HandoverState.OFFERED) {
      return;
    }
    entry.effect("accept");
    deliverAll();
    if (state == HandoverState.ACCEPTED) {
      return;
    }
    exit.effect("commit");
    deliverAll();
    if (state == HandoverState.OPENING) {
      return;
    }
    exit.event(new HandoverEvent.Opened());
    exit.event(new HandoverEvent.Departed());
    deliverAll();
  }

  void bothAre(HandoverState state, int epoch) {
    assertThat(exit.state()).isEqualTo(state);
    assertThat(entry.state()).isEqualTo(state);
    assertThat(exit.epoch()).isEqualTo(epoch);
    assertThat(entry.epoch()).isEqualTo(epoch);
  }

  /** Delivers until nothing is left to deliver. */
  void deliverAll() {
    while (exit.deliver() | entry.deliver()) {
      // until both outboxes are empty
    }
  }
}
