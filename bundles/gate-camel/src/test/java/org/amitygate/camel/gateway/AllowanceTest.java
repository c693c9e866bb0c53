package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  @Test
  void soManyInATimeAndNoMore() {
    AtomicLong now = new AtomicLong(-5);
    Allowance two = new Allowance(2, Duration.ofNanos(10), now::get);
    assertThat(two.take()).isTrue();
    assertThat(two.take()).isTrue();
    assertThat(two.take()).isFalse();
    now.set(4);
    assertThat(two.take()).isFalse();
    now.set(5);
    assertThat(two.take()).isTrue();
    assertThat(two.take()).isTrue();
    assertThat(two.take()).isFalse();
  }
}
