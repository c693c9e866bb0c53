package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.partner.reconcile.Leaves;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two gates compare their books over real signed messages. */
class ReconciliationTest extends BetweenTwoGates {

  private static final int CROSSINGS = 300;
  private static final Duration DAY = Duration.ofDays(1);

  @BeforeEach
  void twoGatesThatAgree() {
    for (int i = 0; i < CROSSINGS; i++) {
      UUID id = id(i);
      for (TestGate gate : List.of(pair.exit(), pair.entry())) {
        Role role = gate == pair.exit() ? Role.EXIT : Role.ENTRY;
        int number = i;
        gate.change(
            tx -> {
              Crossing crossing =
                  gate.crossings.begin(tx, id, "HN-" + number, role, "L3", Map.of());
              crossing.handover(new Handover(HandoverState.CLEARED, 1, 1, null, Map.of()));
              gate.crossings.put(tx, crossing);
              return id;
            });
      }
    }
    pair.clock().forward(Duration.ofMinutes(5));
  }

  /** A crossing that began a minute before now. */
  private UUID id(int number) {
    long millis = pair.clock().now().minusSeconds(60).toEpochMilli();
    return new UUID((millis << 16) | 0x7000 | number, 0x8000_0000_0000_0000L | number);
  }

  private UUID known(int number) {
    return pair.exit().journal.view().recentCrossings(CROSSINGS + 1).stream()
        .filter(row -> row.name().equals("HN-" + number))
        .map(CrossingRow::id)
        .findFirst()
        .orElseThrow();
  }

  /** Writes another state into a stored crossing, as nobody may. */
  private void plant(TestGate gate, UUID id, HandoverState state, int epoch) {
    gate.change(
        tx -> {
          CrossingRow row = tx.crossing(id).orElseThrow();
          Crossing crossing = Crossings.of(row);
          crossing.handover(new Handover(state, 1, epoch, null, Map.of()));
          gate.crossings.put(tx, crossing);
          return id;
        });
    pair.clock().forward(Duration.ofMinutes(2));
  }

  private Report reconcile(TestGate gate) {
    CompletableFuture<Report> report =
        gate.link.reconciliation().reconcile(gate.other, DAY, "a test");
    pair.deliverAll();
    return report.join();
  }

  /** The same, and what the gates ask about each crossing that differs stays undelivered. */
  private Report compare(TestGate gate) {
    CompletableFuture<Report> report =
        gate.link.reconciliation().reconcile(gate.other, DAY, "a test");
    while (pair.exit().deliver("route:") | pair.entry().deliver("route:")) {
      // until nothing is left to say about the books
    }
    return report.join();
  }

  static List<String> said(TestGate gate) {
    return gate.partnerRecords("PartnerMessageSent").stream()
        .map(entry -> entry.body().path("messageType").asText())
        .toList();
  }

  private static List<ObjectNode> alarms(TestGate gate, UUID crossing) {
    return gate.journal.view().records("crossing:" + crossing).stream()
        .filter(entry -> entry.type().equals("AlarmRaised"))
        .map(entry -> entry.body())
        .toList();
  }

  @Test
  void equalBooksAreFoundEqualWithTwoMessages() {
    Report report = reconcile(pair.exit());
    assertThat(report.differences()).isEmpty();
    assertThat(report.compared()).isEqualTo(CROSSINGS);
    assertThat(said(pair.exit())).containsExactly("RECONCILE");
    assertThat(said(pair.entry())).containsExactly("RECONCILED");
    assertThat(pair.exit().partnerRecords("ReconciliationAsked").get(0).body().path("by").asText())
        .isEqualTo("a test");
    for (TestGate gate : List.of(pair.exit(), pair.entry())) {
      ObjectNode record = gate.partnerRecords("Reconciled").get(0).body();
      assertThat(record.path("states").path("CLEARED").path("count").asInt()).isEqualTo(CROSSINGS);
      assertThat(record.path("differences")).isEmpty();
    }
  }

  @Test
  void aChangedCrossingIsFoundAndNamedOnBothSidesAndAskedAbout() {
    UUID changed = known(137);
    plant(pair.entry(), changed, HandoverState.RECEIVED, 1);
    Report report = reconcile(pair.exit());
    assertThat(report.differences()).hasSize(1);
    assertThat(report.differences().get(0).crossing()).isEqualTo(changed);
    assertThat(report.differences().get(0).name()).isEqualTo("HN-137");
    assertThat(report.differences().get(0).ours()).isEqualTo("CLEARED in epoch 1");
    assertThat(report.differences().get(0).theirs()).isEqualTo("RECEIVED in epoch 1");
    for (TestGate gate : List.of(pair.exit(), pair.entry())) {
      assertThat(alarms(gate, changed))
          .extracting(body -> body.path("code").asText())
          .contains("RECONCILIATION");
      ObjectNode record = gate.partnerRecords("Reconciled").get(0).body();
      assertThat(record.path("differences").get(0).path("name").asText()).isEqualTo("HN-137");
      assertThat(gate.journal.view().records("crossing:" + changed))
          .anyMatch(entry -> entry.body().path("messageType").asText().equals("STATUS_REQ"));
    }
  }

  @Test
  void anotherEpochAndACrossingThatIsMissingAreDifferences() {
    plant(pair.exit(), known(3), HandoverState.CLEARED, 2);
    UUID alone = id(CROSSINGS + 1);
    pair.exit()
        .change(
            tx -> {
              Crossing crossing =
                  pair.exit().crossings.begin(tx, alone, "HN-X", Role.EXIT, "L3", Map.of());
              crossing.handover(new Handover(HandoverState.CLEARED, 1, 1, null, Map.of()));
              pair.exit().crossings.put(tx, crossing);
              return alone;
            });
    pair.clock().forward(Duration.ofMinutes(2));
    assertThat(reconcile(pair.entry()).differences())
        .extracting(each -> each.crossing())
        .containsExactlyInAnyOrder(known(3), alone);
  }

  @Test
  void oneAlarmForADifferenceHoweverOftenItIsFound() {
    UUID changed = known(20);
    plant(pair.entry(), changed, HandoverState.RECEIVED, 1);
    reconcile(pair.exit());
    pair.clock().forward(Duration.ofMinutes(15));
    assertThat(reconcile(pair.entry()).differences()).hasSize(1);
    assertThat(alarms(pair.exit(), changed))
        .filteredOn(body -> body.path("code").asText().equals("RECONCILIATION"))
        .hasSize(1);
    plant(pair.entry(), changed, HandoverState.CLEARED, 1);
    assertThat(reconcile(pair.exit()).differences()).isEmpty();
    plant(pair.entry(), changed, HandoverState.RECEIVED, 1);
    reconcile(pair.exit());
    assertThat(alarms(pair.exit(), changed))
        .as("it was equal meanwhile")
        .filteredOn(body -> body.path("code").asText().equals("RECONCILIATION"))
        .hasSize(2);
  }

  @Test
  void whatHappenedJustNowIsNoDifference() {
    UUID changed = known(20);
    plant(pair.entry(), changed, HandoverState.RECEIVED, 1);
    pair.exit()
        .change(
            tx -> {
              ObjectNode step = Json.object().put("on", "CLEARED");
              tx.append("crossing:" + changed, "HandoverStep", step);
              return "";
            });
    assertThat(reconcile(pair.exit()).differences()).isEmpty();
    assertThat(alarms(pair.exit(), changed)).isEmpty();
    pair.clock().forward(Duration.ofMinutes(2));
    assertThat(reconcile(pair.exit()).differences()).hasSize(1);
    assertThat(reconcile(pair.exit()).differences())
        .as("that the gates asked each other is no news")
        .hasSize(1);
  }

  @Test
  void whatIsStillUnderWayIsNoDifference() {
    GatePair fresh = GatePair.of(folder);
    fresh
        .clock()
        .forward(Duration.between(fresh.clock().now(), SharedCrossings.begun(TestGate.TRUCK)));
    fresh.exit().begin(Map.of("plate", "29C12345"));
    fresh.upTo(HandoverState.IN_STRIP);
    fresh.entry().event(new HandoverEvent.ArrivalMatched());
    fresh.deliverAll();
    fresh.entry().effect("clear");
    fresh.clock().forward(Duration.ofMinutes(10));
    assertThat(fresh.entry().state()).isEqualTo(HandoverState.CLEARED);
    assertThat(fresh.exit().state()).isEqualTo(HandoverState.RECEIVED);
    CompletableFuture<Report> report =
        fresh.entry().link.reconciliation().reconcile(fresh.entry().other, DAY, "a test");
    fresh.entry().deliver("route:");
    fresh.exit().deliver("route:");
    while (!report.isDone()) {
      assertThat(fresh.entry().deliver("route:") | fresh.exit().deliver("route:")).isTrue();
    }
    assertThat(report.join().differences()).isEmpty();
    assertThat(report.join().pending()).isEqualTo(1);
  }

  /** Crossings that only the exit side has. */
  private List<UUID> alone(int count) {
    return alone(IntStream.range(CROSSINGS, CROSSINGS + count).mapToObj(this::id).toList());
  }

  private List<UUID> alone(List<UUID> alone) {
    TestGate exit = pair.exit();
    exit.change(
        tx -> {
          for (UUID id : alone) {
            Crossing crossing = exit.crossings.begin(tx, id, "", Role.EXIT, "L3", Map.of());
            crossing.handover(new Handover(HandoverState.CLEARED, 1, 1, null, Map.of()));
            exit.crossings.put(tx, crossing);
          }
          return "planted";
        });
    pair.clock().forward(Duration.ofMinutes(5));
    return alone;
  }

  @Test
  void aBucketThatNoMessageHoldsHidesNoOther() {
    long time = id(0).getMostSignificantBits();
    List<UUID> crowd =
        LongStream.iterate(Long.MIN_VALUE | 1 << 20, n -> n + 1)
            .mapToObj(n -> new UUID(time, n))
            .filter(id -> Leaves.bucket(id).equals("00"))
            .limit(1_001)
            .toList();
    UUID other =
        IntStream.range(CROSSINGS, 2 * CROSSINGS)
            .mapToObj(this::id)
            .filter(id -> !Leaves.bucket(id).equals("00"))
            .findFirst()
            .orElseThrow();
    alone(crowd);
    alone(List.of(other));
    for (int i = 0; i < 6; i++) {
      assertThat(reconcile(pair.exit()).differences())
          .extracting(each -> each.crossing())
          .containsExactly(other);
    }
  }

  @Test
  @Tag("slow")
  void whatIsNeverSettledHidesNothingWhoeverAsks() {
    List<UUID> alone = alone(1_100);
    for (TestGate gate : List.of(pair.exit(), pair.entry())) {
      Set<UUID> named = new HashSet<>();
      for (int i = 0; i < 20 && named.size() < alone.size(); i++) {
        compare(gate).differences().forEach(each -> named.add(each.crossing()));
      }
      assertThat(named).containsExactlyInAnyOrderElementsOf(alone);
    }
  }

  @Test
  void aDifferenceThatNobodyComparesAnyMoreIsForgotten() {
    TestGate exit = pair.exit();
    List<String> known =
        IntStream.of(29, 31)
            .mapToObj(days -> exit.now().minus(Duration.ofDays(days)).toEpochMilli())
            .map(millis -> new UUID((millis << 16) | 0x7000, 0x8000_0000_0000_0000L))
            .map(id -> exit.other + "|" + id)
            .toList();
    exit.change(
        tx -> {
          known.forEach(key -> tx.put("partner-difference", key, Json.object()));
          return "known to differ before";
        });
    reconcile(exit);
    assertThat(exit.journal.view().items("partner-difference"))
        .extracting(Item::id)
        .containsExactly(known.get(0));
  }

  @Test
  void whoAsksBeyondWhatWaitsIsToldSo() {
    pair.exit().journal.slow();
    for (int i = 0; i < 65; i++) {
      pair.exit().link.reconciliation().reconcile(pair.exit().other, DAY, "a test");
    }
    CompletableFuture<Report> last =
        pair.exit().link.reconciliation().reconcile(pair.exit().other, DAY, "a test");
    assertThatThrownBy(last::join)
        .hasCauseInstanceOf(Refusal.class)
        .hasMessageContaining("too many comparisons of books wait");
  }

  @Test
  void aPartnerThatLostItsBooksIsAnsweredAPartAtATime() {
    TestGate exit = pair.exit();
    List<UUID> alone = alone(1_100);
    exit.change(
        tx -> {
          for (UUID id : alone) {
            tx.put("partner-difference", exit.other + "|" + id, Json.object());
          }
          return "known to differ before";
        });
    Report report = compare(pair.entry());
    assertThat(report.whole()).isFalse();
    assertThat(report.differences()).hasSize(1_000);
    ObjectNode record = exit.partnerRecords("Reconciled").get(0).body();
    assertThat(record.path("differences")).hasSize(1_000);
    assertThat(record.path("whole").asBoolean()).isFalse();
    assertThat(exit.journal.view().items("partner-difference"))
        .as("what was not compared is not forgotten")
        .hasSize(1_100);
  }

  @Test
  void thereMustBeSuchAPartner() {
    assertThatThrownBy(
            () -> pair.exit().link.reconciliation().reconcile("nobody", DAY, "a test").join())
        .hasCauseInstanceOf(Refusal.class)
        .hasMessageContaining("nobody");
  }
}
