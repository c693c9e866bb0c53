package org.amitygate.core.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.HoldReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each act of people is done by those who may by the document, and refused to all others. */
class RolesTest {

  private static final String WHY = "why not";

  private final Bench bench = Bench.atWork();
  private final Operations operations = bench.operations;
  private final PartnerActs acts =
      new PartnerActs(
          bench.journal, bench.config, bench.crossings, () -> bench.desk, AgreeingPartner::new);
  private final String crossing = bench.arrive("L1", Bench.PLATE).id().toString();

  private interface Deed {
    CompletableFuture<?> run(RolesTest here, Actor who);
  }

  /**
   * Something that people do.
   *
   * @param method of {@link GateOperations} or {@link PartnerOperations}
   * @param right what the row of those has who may
   * @param hold of the crossing
   */
  private record Act(String method, String right, Optional<HoldReason> hold, Deed deed) {
    @Override
    public String toString() {
      return method;
    }
  }

  private static Act act(String method, String right, Deed deed) {
    return new Act(method, right, Optional.empty(), deed);
  }

  private static Act act(String method, String right, HoldReason hold, Deed deed) {
    return new Act(method, right, Optional.of(hold), deed);
  }

  private static final String LANES = "stop, resume, open and close lanes";
  private static final String VERSIONS = "move crossings to another version";

  private static final List<Act> ACTS =
      List.of(
          act(
              "release",
              "of weight",
              HoldReason.WEIGHT,
              (here, who) -> here.operations.release(who, here.crossing, WHY)),
          act(
              "read",
              "clear holds of identity",
              HoldReason.ID_UNREADABLE,
              (here, who) -> here.operations.read(who, here.crossing, Bench.PLATE, "exit", WHY)),
          act(
              "refuse",
              "of documents",
              HoldReason.CUSTOMS_REJECTED,
              (here, who) -> here.operations.refuse(who, here.crossing, WHY)),
          act(
              "withdrawDeclaration",
              "withdraw declarations",
              (here, who) -> here.operations.withdrawDeclaration(who, "DEC-1", WHY)),
          act("stop", LANES, (here, who) -> here.operations.stop(who, "L1", WHY)),
          act("resume", LANES, (here, who) -> here.operations.resume(who, "L1", WHY)),
          act("openLane", LANES, (here, who) -> here.operations.openLane(who, "L1", WHY)),
          act("closeLane", LANES, (here, who) -> here.operations.closeLane(who, "L1", WHY)),
          act(
              "record",
              "record what was passed by hand",
              (here, who) -> here.operations.record(who, Bench.PLATE, "L1", "export", WHY)),
          act(
              "resolve",
              "decide what happened there",
              HoldReason.BARRIER_UNKNOWN,
              (here, who) -> here.operations.resolve(who, here.crossing, "departed", WHY)),
          act(
              "holdLegally",
              "legal holds",
              (here, who) -> here.operations.holdLegally(who, here.crossing, WHY)),
          act(
              "liftLegalHold",
              "legal holds",
              (here, who) -> here.operations.liftLegalHold(who, here.crossing, WHY)),
          act(
              "moveCrossings",
              VERSIONS,
              (here, who) -> here.operations.moveCrossings(who, "flow", "1.0.0", "2.0.0", WHY)),
          act(
              "moveCrossing",
              VERSIONS,
              (here, who) -> here.operations.moveCrossing(who, here.crossing, "2.0.0", WHY)),
          act("crossings", "see", (here, who) -> here.operations.crossings(who, Map.of())),
          act("crossing", "see", (here, who) -> here.operations.crossing(who, here.crossing)),
          act(
              "inspect",
              "joint inspections",
              (here, who) -> here.acts.inspect(who, here.crossing, WHY)),
          act(
              "inspected",
              "their results and seals",
              (here, who) -> here.acts.inspected(who, here.crossing, Map.of("seal", "CN1"), WHY)),
          act(
              "reseal",
              "their results and seals",
              (here, who) -> here.acts.reseal(who, here.crossing, "CN2", WHY)),
          act(
              "requestReturn",
              "returns",
              (here, who) -> here.acts.requestReturn(who, here.crossing, WHY)),
          act(
              "acceptReturn",
              "returns",
              (here, who) -> here.acts.acceptReturn(who, here.crossing, WHY)),
          act(
              "received",
              "sign for a vehicle that arrived unseen",
              (here, who) -> here.acts.received(who, here.crossing, WHY)),
          act("advice", "advices", (here, who) -> here.acts.advice(who, "YY-1", true, WHY)),
          act("quota", "quotas", (here, who) -> here.acts.quota(who, "L1", "7", "2027-01-01", WHY)),
          act("incident", "incidents", (here, who) -> here.acts.incident(who, "L1", "FIRE", WHY)),
          act("acknowledge", "incidents", (here, who) -> here.acts.acknowledge(who, "7", WHY)),
          act(
              "laneDirection",
              "turn a tidal lane",
              (here, who) -> here.acts.laneDirection(who, "L1", true, WHY)),
          act(
              "reconcile",
              "compare books",
              (here, who) -> here.acts.reconcile(who, "you-yi-guan", Duration.ofDays(1))));

  static Stream<Arguments> eachActByEachRole() {
    return ACTS.stream()
        .flatMap(act -> Stream.of(Role.values()).map(role -> Arguments.of(act, role)));
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("eachActByEachRole")
  void whoMayNotByTheDocumentIsRefusedAndNothingIsWritten(Act act, Role role) {
    act.hold()
        .ifPresent(
            reason ->
                bench.change(
                    UUID.fromString(crossing),
                    (tx, c) -> {
                      bench.crossings.hold(tx, c, reason, "");
                      return c;
                    }));
    int written = bench.journal.commits();
    String told = bench.told(act.deed().run(this, new Actor("someone", Set.of(role))));
    String refused = "refused: account 'someone' may not do this: it needs the role ";
    if (DocumentedRoles.whoMay(act.right()).contains(role)) {
      assertThat(told).doesNotContain("needs the role").isNotEqualTo("nothing yet");
    } else {
      assertThat(told).startsWith(refused);
      assertThat(bench.journal.commits()).isEqualTo(written);
    }
  }

  @Test
  void noActIsForgottenHere() {
    List<String> all =
        Stream.of(GateOperations.class, PartnerOperations.class)
            .flatMap(service -> Stream.of(service.getMethods()))
            .filter(method -> !method.isDefault())
            .filter(method -> List.of(method.getParameterTypes()).contains(Actor.class))
            .map(Method::getName)
            .toList();
    assertThat(ACTS.stream().map(Act::method)).containsExactlyInAnyOrderElementsOf(all);
  }
}
