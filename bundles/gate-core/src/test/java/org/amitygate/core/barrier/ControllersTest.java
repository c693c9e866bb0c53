package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.amitygate.core.bench.Bench;
import org.junit.jupiter.api.Test;

class ControllersTest {

  private final Bench bench = Bench.atWork();
  private final Controllers controllers = new Controllers();

  private Controllers.Seen seen() {
    return bench.tx(tx -> controllers.seen(tx, "L1"));
  }

  @Test
  void whatChangesBeforeTheCommitHasItsOwnTime() {
    Controllers.Seen first = seen();
    bench.pass(Duration.ofMinutes(9));
    assertThat(seen()).as("it is still away").isEqualTo(first);
    bench.tx(
        tx -> {
          controllers.seen(tx, "L1");
          controllers.online("L1", true);
          return true;
        });
    bench.pass(Duration.ofSeconds(1));
    Controllers.Seen back = seen();
    assertThat(back.online()).isTrue();
    assertThat(back.since()).isAfter(first.since().plus(Duration.ofMinutes(9)));
    assertThat(back.asked()).isEqualTo(first.asked());
  }
}
