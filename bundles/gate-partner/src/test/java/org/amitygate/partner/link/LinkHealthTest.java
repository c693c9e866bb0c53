package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkHealthTest {

  private static final Duration LOST = Duration.ofSeconds(30);

  private final TestClock clock = new TestClock();
  private final LinkHealth health = new LinkHealth(clock);

  @Test
  void theLinkIsNotLostLongerThanNothingWasDelivered() {
    Instant began = clock.now();
    clock.forward(Duration.ofSeconds(31));
    health.delivered("cn");
    health.failed("cn", began, "503");
    assertThat(health.failing("cn").orElseThrow().since()).isEqualTo(clock.now());
    assertThat(health.lost("cn", LOST)).as("another was delivered a moment ago").isFalse();
    clock.forward(LOST.plusMillis(1));
    assertThat(health.lost("cn", LOST)).isTrue();
  }

  @Test
  void whatWasNeverDeliveredFailsSinceItsSendingBegan() {
    Instant began = clock.now();
    clock.forward(LOST.plusMillis(1));
    health.failed("cn", began, "no answer");
    assertThat(health.lost("cn", LOST)).isTrue();
  }
}
