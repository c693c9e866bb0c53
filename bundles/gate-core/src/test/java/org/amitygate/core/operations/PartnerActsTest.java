package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverEvent.PeopleReceived;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.Test;

/** Two people sign for a vehicle; gate-partner's tests show the rest between two gates. */
class PartnerActsTest {

  private static final Actor SECOND = new Actor("guard-2", Set.of(Role.BORDER_GUARD));

  private final Bench bench = Bench.atWork();
  private final PartnerActs acts =
      new PartnerActs(
          bench.journal,
          bench.config,
          bench.crossings,
          () -> bench.desk,
          () -> {
            throw new IllegalStateException("no link");
          });

  @Test
  void anArrivalByHandTakesTwoPeople() {
    Crossing crossing = bench.arrive("L1", PLATE);
    String name = crossing.name();
    bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.to(c, HandoverState.IN_STRIP);
          return 0;
        });
    assertThat(bench.told(acts.received(OPERATOR, name, "seen"))).contains("border-guard");
    assertThat(bench.told(acts.received(GUARD, name, ""))).contains("a reason is needed");
    assertThat(bench.told(acts.received(GUARD, name, "seen"))).startsWith("noted; ");
    assertThat(bench.told(acts.received(GUARD, name, "seen"))).startsWith("noted before; ");
    assertThat(bench.desk.count(PeopleReceived.class)).isZero();
    assertThat(bench.told(acts.received(SECOND, name, "seen too"))).contains("received by hand");
    assertThat(bench.desk.last(PeopleReceived.class))
        .isEqualTo(new PeopleReceived("guard", "guard-2"));
    assertThat(bench.timeline(crossing.id())).containsOnlyOnce("ReceivedByHand");
  }
}
