package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.handover.HandoverEvent.Withdraw;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals, deadlines and holds: what a crossing waits for, and who lets it go on. */
class HoldsTest extends OneCrossing {

  // Signals and deadlines

  @Test
  void signalsAreKeptInOrderUntilTheyAreAwaited() {
    bench
        .script
        .stage("a", call -> new CompletableFuture<>())
        .stage("decide", call -> new CompletableFuture<>());
    begin();
    signal("other");
    signal("revoked");
    signal("customs");
    change(
        c ->
            c.await(
                new Waiting(
                    List.of("customs", "revoked"),
                    bench.now().plusSeconds(9),
                    "next:a",
                    "decide")));
    bench.change(
        ID,
        (tx, c) -> {
          bench.crossings.settle(tx, c);
          return 0;
        });
    assertThat(now().stage()).isEqualTo("decide");
    assertThat(now().signal().orElseThrow().name()).isEqualTo("revoked");
    assertThat(now().take(List.of("customs"))).isPresent();
    assertThat(now().take(List.of("other"))).isPresent();
  }

  @Test
  void aSignalThatNobodyHasHeardCanBeTakenBack() {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    signal("customs");
    signal("other");
    signal("customs");
    change(c -> bench.crossings.unsay(c, "customs"));
    assertThat(now().take(List.of("customs"))).isEmpty();
    assertThat(now().take(List.of("other"))).isPresent();
  }

  @Test
  void aSignalEndsTheWaiting() {
    bench.script.stage("a", FOR_CUSTOMS).stage("decide", new StageOutcome.Done());
    begin();
    assertThat(bench.script.ran()).containsExactly("a");
    signal("something else");
    assertThat(bench.script.ran()).containsExactly("a");
    signal("customs");
    assertThat(bench.script.runs.get(1).signal().orElseThrow().name()).isEqualTo("customs");
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
  }

  @Test
  void aDeadlineHoldsOrGoesOn() {
    bench.script.stage("a", FOR_CUSTOMS).stage("decide", new StageOutcome.Done());
    begin();
    bench.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(now().state()).isEqualTo(Crossing.State.UNDER_WAY);
    bench.pass(Duration.ofMillis(50));
    assertThat(now().shownState()).isEqualTo("HOLD_DOCUMENT");
    assertThat(now().hold().orElseThrow().text()).isEqualTo("no customs or revoked in time");
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED,LANE_NOT_READY",
    "COMMITTING,LANE_NOT_READY",
    "OPENING,BARRIER_UNKNOWN",
    "OPENED,BARRIER_UNKNOWN"
  })
  void whoseBarrierWasNotCommandedIsNotAskedWhatHappenedThere(
      HandoverState state, HoldReason reason) {
    StageOutcome wait =
        new StageOutcome.Await(
            List.of("departed"), Duration.ofHours(2), "hold:BARRIER_UNKNOWN", "decide");
    bench.script.stage("a", wait).stage("decide", new StageOutcome.Done());
    begin();
    change(c -> Desk.to(c, state));
    bench.pass(Duration.ofHours(2).plusSeconds(1));
    assertThat(now().reason()).isEqualTo(reason.name());
  }

  @Test
  void aDeadlineMayGoOnWithAnotherStage() {
    bench
        .script
        .stage("a", new StageOutcome.Await(List.of("x"), Duration.ofSeconds(3), "next:b", "c"))
        .stage("b", new StageOutcome.Done())
        .stage("c", new StageOutcome.Refuse("no"));
    begin();
    bench.pass(Duration.ofSeconds(4));
    assertThat(bench.script.ran()).containsExactly("a", "b");
    assertThat(bench.script.runs.get(1).signal().orElseThrow().name()).isEqualTo("late");
  }

  @Test
  void aDeadlineSurvivesARestart() {
    bench.script.stage("a", FOR_CUSTOMS).stage("decide", new StageOutcome.Done());
    begin();
    bench.restart();
    bench.pass(Duration.ofMinutes(6));
    assertThat(now().shownState()).isEqualTo("HOLD_DOCUMENT");
  }

  // Holds

  @ParameterizedTest
  @EnumSource(
      value = HandoverState.class,
      names = {"OFFERED", "ACCEPTED", "COMMITTING"})
  void aHoldWhileTheOtherGateMayCommitWithdraws(HandoverState state) {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    change(c -> Desk.to(c, state));
    hold(HoldReason.WEIGHT);
    assertThat(bench.desk.last(Withdraw.class).why()).isEqualTo(Withdraw.Why.HELD);
    assertThat(now().handover().state()).isEqualTo(HandoverState.LOCAL);
  }

  @ParameterizedTest
  @EnumSource(
      value = HandoverState.class,
      names = {"LOCAL", "OPENING", "OPENED", "IN_STRIP", "RECEIVED"})
  void anyOtherHoldDoesNot(HandoverState state) {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    change(c -> Desk.to(c, state));
    hold(HoldReason.WEIGHT);
    assertThat(bench.desk.count(Withdraw.class)).isZero();
  }

  @Test
  void aReleaseGoesBackToTheStageThatHeldAndNeverToTheBarrier() {
    bench
        .script
        .stage("a", new StageOutcome.Next("weigh"))
        .stage(
            "weigh",
            call ->
                result(
                    call.visit() == 2
                        ? new StageOutcome.Hold(HoldReason.WEIGHT, "3 % over")
                        : new StageOutcome.Next("later"),
                    Map.of()))
        .stage("later", call -> new CompletableFuture<>());
    bench.open();
    UUID id = bench.arrive("L1", Bench.PLATE).id();
    assertThat(bench.crossing(id).shownState()).isEqualTo("HOLD_WEIGHT");
    bench.script.runs.clear();
    bench.told(bench.operations.release(Bench.OPERATOR, id.toString(), "reweighed"));
    assertThat(bench.script.ran()).containsExactly("weigh", "later");
    assertThat(bench.script.runs.get(0).signal()).isEmpty();
    assertThat(bench.controller().sent(Command.OPEN)).isZero();
    assertThat(bench.timeline(id))
        .contains("HoldReleased")
        .doesNotContain("OpeningIntended", "OpeningDenied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"departed", "received", "annulled", "aborted"})
  void theBarriersHoldEndsWithTheProof(String proof) {
    bench
        .script
        .stage(
            "a",
            new StageOutcome.Await(
                List.of("departed", "received", "annulled", "aborted"),
                Duration.ofHours(2),
                "hold:BARRIER_UNKNOWN",
                "b"))
        .stage("b", new StageOutcome.Done());
    begin();
    hold(HoldReason.BARRIER_UNKNOWN);
    signal("something else");
    assertThat(now().shownState()).isEqualTo("HOLD_BARRIER");
    signal(proof);
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(bench.timeline(ID)).contains("HoldEnded");
  }

  @Test
  void theProofRunsAStageAgainThatTheBarriersHoldOvertook() {
    bench.script.stage(
        "a",
        call ->
            call.visit() == 1
                ? new CompletableFuture<>()
                : result(new StageOutcome.Done(), Map.of()));
    begin();
    hold(HoldReason.BARRIER_UNKNOWN);
    signal("departed");
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
  }

  @Test
  void theProofDoesNotReleaseWhatAPersonMustRelease() {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    hold(HoldReason.WEIGHT);
    hold(HoldReason.BARRIER_UNKNOWN);
    hold(HoldReason.BARRIER_UNKNOWN);
    assertThat(now().shownState()).isEqualTo("HOLD_BARRIER");
    signal("departed");
    assertThat(now().shownState()).isEqualTo("HOLD_WEIGHT");
  }

  @Test
  void anyOtherHoldIsNotEndedByASignal() {
    bench.script.stage("a", FOR_CUSTOMS).stage("decide", new StageOutcome.Done());
    begin();
    hold(HoldReason.CUSTOMS_SILENT);
    signal("customs");
    assertThat(now().shownState()).isEqualTo("HOLD_DOCUMENT");
  }

  private interface Change {
    void apply(Crossing crossing);
  }

  private void change(Change change) {
    bench.change(
        ID,
        (tx, c) -> {
          change.apply(c);
          return 0;
        });
  }
}
