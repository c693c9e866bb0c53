package org.amitygate.core.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people agree with the other gate is on record as what they did, with who and why. */
class PartnerActsOnRecordTest {

  private static final String WHY = "so it was said";
  private static final Actor WHO = new Actor("lan", EnumSet.allOf(Role.class));
  private static final Actor SECOND = new Actor("binh", Set.of(Role.BORDER_GUARD));

  private final Bench bench = Bench.atWork();
  private final PartnerActs acts =
      new PartnerActs(
          bench.journal, bench.config, bench.crossings, AgreeingDesk::new, AgreeingPartner::new);
  private final UUID id = bench.held(HoldReason.JOINT_INSPECTION).id();
  private final String crossing = id.toString();

  private interface Deed {
    CompletableFuture<String> run(PartnerActsOnRecordTest here, PartnerActs acts);
  }

  /**
   * Something that people do.
   *
   * @param record its type
   * @param stream where it is; empty: that of the crossing
   */
  private record Act(String method, String record, String stream, Deed deed) {
    @Override
    public String toString() {
      return record;
    }
  }

  static final List<Act> ACTS =
      List.of(
          new Act(
              "inspect",
              "JointInspectionOpenedByPerson",
              "",
              (here, acts) -> acts.inspect(WHO, here.crossing, WHY)),
          new Act(
              "inspected",
              "JointResultByPerson",
              "",
              (here, acts) -> acts.inspected(WHO, here.crossing, Map.of("seal", "CN1"), WHY)),
          new Act(
              "reseal",
              "SealChangedByPerson",
              "",
              (here, acts) -> acts.reseal(WHO, here.crossing, "CN2", WHY)),
          new Act(
              "requestReturn",
              "ReturnRequestedByPerson",
              "",
              (here, acts) -> acts.requestReturn(WHO, here.crossing, WHY)),
          new Act(
              "acceptReturn",
              "ReturnAcceptedByPerson",
              "",
              (here, acts) -> acts.acceptReturn(WHO, here.crossing, WHY)),
          new Act(
              "received",
              "ReceivedByHandProposed",
              "",
              (here, acts) -> acts.received(WHO, here.crossing, WHY)),
          new Act(
              "advice",
              "AdvisedVehicleHeldByPerson",
              "gate",
              (here, acts) -> acts.advice(WHO, "YY-1", true, WHY)),
          new Act(
              "advice",
              "AdvisedVehicleReleasedByPerson",
              "gate",
              (here, acts) -> acts.advice(WHO, "YY-1", false, WHY)),
          new Act(
              "quota",
              "QuotaGivenByPerson",
              "lane:L1",
              (here, acts) -> acts.quota(WHO, "L1", "7", "2099-01-01", WHY)),
          new Act(
              "incident",
              "IncidentToldByPerson",
              "lane:L1",
              (here, acts) -> acts.incident(WHO, "L1", "FIRE", WHY)),
          new Act(
              "acknowledge",
              "IncidentAcknowledgedByPerson",
              "gate",
              (here, acts) -> acts.acknowledge(WHO, "7", WHY)),
          new Act(
              "laneDirection",
              "LaneTurnWantedByPerson",
              "lane:L1",
              (here, acts) -> acts.laneDirection(WHO, "L1", true, WHY)),
          new Act(
              "laneDirection",
              "LaneTurnRefusedByPerson",
              "lane:L1",
              (here, acts) -> acts.laneDirection(WHO, "L1", false, WHY)));

  @ParameterizedTest(name = "{0}")
  @MethodSource("acts")
  void isWrittenAsWhatWasDone(Act act) {
    int before = bench.journal.records().size();

    assertThat(bench.told(act.deed().run(this, acts))).doesNotStartWith("refused");

    List<Entry> written = bench.journal.records().subList(before, bench.journal.records().size());
    assertThat(written).extracting(Entry::type).containsExactly(act.record());
    Entry record = written.get(0);
    String stream = act.stream().isEmpty() ? Crossings.stream(id) : act.stream();
    assertThat(record.stream()).isEqualTo(stream);
    assertThat(record.body().path("by").asText()).isEqualTo("lan");
    assertThat(record.body().path("why").asText()).isEqualTo(WHY);
  }

  static Stream<Act> acts() {
    return ACTS.stream();
  }

  @Test
  void anArrivalByHandNamesBothWhoSigned() {
    bench.told(acts.received(WHO, crossing, "seen"));
    bench.told(acts.received(SECOND, crossing, WHY));

    assertThat(bench.journal.view().records(Crossings.stream(id)))
        .filteredOn(record -> record.type().equals("ReceivedByHand"))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.body().path("first").asText()).isEqualTo("lan");
              assertThat(record.body().path("second").asText()).isEqualTo("binh");
              assertThat(record.body().path("why").asText()).isEqualTo(WHY);
            });
  }

  /** The comparison of books is on record by gate-partner, which asks for it. */
  @Test
  void noActIsForgottenHere() {
    List<String> all =
        Stream.of(PartnerOperations.class.getMethods())
            .filter(method -> List.of(method.getParameterTypes()).contains(Actor.class))
            .map(Method::getName)
            .filter(name -> !name.equals("reconcile"))
            .toList();
    assertThat(ACTS.stream().map(Act::method).distinct()).containsExactlyInAnyOrderElementsOf(all);
  }

  /** Has something to do for each event. */
  private static final class AgreeingDesk implements HandoverDesk {
    @Override
    public void apply(Transaction tx, Crossing crossing, HandoverEvent event) {
      Desk.newEpoch(crossing);
    }

    @Override
    public void laneState(Transaction tx, String lane, String state, String reason) {}

    @Override
    public void laneAlarm(Transaction tx, String lane, String state, String kind) {}

    @Override
    public void passedByHand(Transaction tx, Crossing crossing, String plate) {}

    @Override
    public void forget(Transaction tx, Crossing crossing) {}
  }
}
