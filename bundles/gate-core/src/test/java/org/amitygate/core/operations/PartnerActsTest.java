package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverEvent.JointResult;
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

  @Test
  void theSecondPersonMustComeInTime() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.change(
        crossing.id(),
        (tx, c) -> {
          Desk.to(c, HandoverState.IN_STRIP);
          return 0;
        });
    String noted = "noted; a second person must sign the same within 30 min";
    assertThat(bench.told(acts.received(GUARD, crossing.name(), "seen"))).isEqualTo(noted);
    bench.pass(Duration.ofMinutes(31));
    assertThat(bench.told(acts.received(SECOND, crossing.name(), "seen"))).isEqualTo(noted);
    assertThat(bench.desk.count(PeopleReceived.class)).isZero();
  }

  @Test
  void whoTriesToDoSomethingByAPlateIsRecorded() {
    Crossing crossing = bench.arrive("L1", PLATE);
    Actor viewer = new Actor("visitor", Set.of(Role.VIEWER));
    acts.inspect(viewer, crossing.name(), "x");
    bench.settle();
    assertThat(bench.journal.types("gate")).doesNotContain("CrossingsSearched");
    assertThat(bench.told(acts.inspect(viewer, PLATE, "x"))).contains("it needs the role");
    assertThat(bench.journal.types("gate")).containsOnlyOnce("CrossingsSearched");
  }

  @Test
  void aFindingIsANumberOnlyIfNothingOfItIsLost() {
    Crossing crossing = bench.arrive("L1", PLATE);
    Actor customs = new Actor("customs", Set.of(Role.CUSTOMS));
    Map<String, String> findings = new LinkedHashMap<>();
    for (String typed : new String[] {"0017", "17", "-5", "0", "-0", "-05", "true", "CN1"}) {
      findings.put("as" + findings.size(), typed);
    }
    bench.told(acts.inspected(customs, crossing.name(), findings, "opened"));
    assertThat(bench.desk.last(JointResult.class).result())
        .isEqualTo(
            Map.of(
                "as0", "0017", "as1", 17L, "as2", -5L, "as3", 0L, "as4", "-0", "as5", "-05", "as6",
                true, "as7", "CN1"));
  }
}
