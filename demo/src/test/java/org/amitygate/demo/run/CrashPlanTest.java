package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.amitygate.demo.run.CrashList.Point;
import org.amitygate.demo.run.CrashPlan.Order;
import org.junit.jupiter.api.Test;

class CrashPlanTest {
  private final CrashPlan plan =
      new CrashPlan(
          List.of(
              new Point("a", false, false),
              new Point("start", true, false),
              new Point("b", false, false)),
          new Random(1));

  private String next() {
    return plan.next().orElseThrow().point();
  }

  @Test
  void goesThroughTheListAndIsFinished() {
    assertThat(next()).isEqualTo("a");
    plan.hit("a");
    assertThat(plan.nextAtStart()).contains(new Order("start", 1));
    plan.hit("start");
    assertThat(plan.nextAtStart()).isEmpty();
    assertThat(plan.finished()).isFalse();
    assertThat(next()).isEqualTo("b");
    plan.hit("b");
    assertThat(plan.finished()).isTrue();
    assertThat(plan.next()).isEmpty();
    assertThat(plan.hit()).containsExactly("a", "start", "b");
    assertThat(plan.notReached()).isEmpty();
  }

  @Test
  void whatIsNotReachedComesAgainAndIsGivenUpTheThirdTime() {
    plan.notReached("a");
    assertThat(next()).isEqualTo("b");
    plan.hit("b");
    assertThat(plan.next()).contains(new Order("a", 1));
    plan.notReached("a");
    plan.notReached("a");
    assertThat(plan.next()).isEmpty();
    assertThat(plan.notReached()).containsExactly("a", "start");
    assertThat(plan.finished()).isFalse();
    assertThat(plan.hit("start")).isTrue();
    assertThat(plan.finished()).isTrue();
    assertThat(plan.notReached()).containsExactly("a");
    assertThat(plan.hit("a")).isTrue();
    assertThat(plan.hit("a")).isFalse();
    assertThat(plan.notReached()).isEmpty();
  }

  @Test
  void isNotAlwaysTheFirstTimeThatAPointComesBy() {
    Set<Integer> counts = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      counts.add(plan.next().orElseThrow().count());
    }
    assertThat(counts).containsExactlyInAnyOrder(1, 2);
  }
}
