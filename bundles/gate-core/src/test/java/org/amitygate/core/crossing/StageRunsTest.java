package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.json.Json;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stages run one after another, and what one came to is committed once, whole, and only if nothing
 * overtook it.
 */
class StageRunsTest extends OneCrossing {

  // Running

  @Test
  void eachStageIsCommittedOnceAndTheNextBegins() {
    bench
        .script
        .stage("a", call -> result(new StageOutcome.Next("b"), Map.of("x", 1L)))
        .stage(
            "b",
            call -> result(new StageOutcome.Done(), Map.of("x", call.facts().get("x"), "y", 2L)));
    begin();
    assertThat(bench.script.ran()).containsExactly("a", "b");
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(now().facts()).containsEntry("x", 1L).containsEntry("y", 2L);
    assertThat(bench.timeline(ID))
        .containsExactly("CrossingBegun", "StageCompleted", "StageCompleted", "CrossingEnded");
    assertThat(bench.stages.size()).isZero();
  }

  @Test
  void whilePausedNoStageBeginsAndNothingOfItIsLost() {
    CompletableFuture<StageResult> first = new CompletableFuture<>();
    bench.script.stage("a", call -> first).stage("b", new StageOutcome.Done());
    begin();
    bench.stages.pause();
    assertThat(bench.stages.running()).containsExactly("a stage on lane L1");
    first.complete(new StageResult(new StageOutcome.Next("b"), Map.of(), List.of()));
    bench.settle();
    assertThat(bench.stages.running()).isEmpty();
    assertThat(bench.script.ran()).containsExactly("a");
    assertThat(now().stage()).isEqualTo("b");
    bench.stages.resume();
    bench.settle();
    assertThat(bench.script.ran()).containsExactly("a", "b");
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
  }

  @Test
  void aResultThatWasOvertakenIsDropped() {
    CompletableFuture<StageResult> late = new CompletableFuture<>();
    bench.script.stage("a", call -> late);
    begin();
    hold(HoldReason.WEIGHT);
    late.complete(new StageResult(new StageOutcome.Done(), Map.of("x", 1L), List.of()));
    bench.settle();
    assertThat(now().shownState()).isEqualTo("HOLD_WEIGHT");
    assertThat(now().facts()).isEmpty();
    assertThat(bench.timeline(ID)).endsWith("StageOvertaken");
    assertThat(bench.stages.size()).isZero();
  }

  @Test
  void threeFailuresAreASystemHold() {
    bench.script.stage(
        "a", call -> CompletableFuture.failedFuture(new IllegalStateException("no route")));
    begin();
    assertThat(bench.script.ran()).hasSize(3);
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(now().hold().orElseThrow().text()).contains("no route");
    bench.told(bench.operations.release(SUPERVISOR, ID.toString(), "again"));
    assertThat(bench.script.ran()).as("a release counts anew").hasSize(6);
  }

  @Test
  void aFailureThatCannotBeRecordedIsTriedAgain() {
    bench.script.stage(
        "a", call -> CompletableFuture.failedFuture(new IllegalStateException("no route")));
    AtomicInteger defects = new AtomicInteger(2);
    bench.crossings.observe(
        (tx, crossing) -> {
          if (crossing.failures() > 0 && defects.getAndDecrement() > 0) {
            throw new IllegalStateException("a defect");
          }
        });
    begin();
    bench.pass(Duration.ofSeconds(3));
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(bench.stages.size()).isZero();
  }

  @Test
  void aStageThatThrowsFailsLikeAnyOther() {
    bench.script.stage(
        "a",
        call -> {
          throw new NoClassDefFoundError("gone");
        });
    begin();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
  }

  @Test
  void aStageThatSucceedsAfterTwoFailuresGoesOn() {
    bench.script.stage(
        "a",
        call ->
            bench.script.runs.size() < 3
                ? CompletableFuture.failedFuture(new IllegalStateException())
                : result(new StageOutcome.Done(), Map.of()));
    begin();
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold:NO_SUCH_REASON", "next:nowhere", "later"})
  void anAwaitThatCannotEndFailsAtOnceAndNotWhenItIsLate(String late) {
    bench.script.stage("a", new StageOutcome.Await(List.of("x"), Duration.ofSeconds(1), late, "a"));
    begin();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
  }

  @Test
  void aStageThatIsNotInTheFlowIsAFailure() {
    bench.script.stage("a", new StageOutcome.Next("nowhere"));
    begin();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
  }

  @Test
  void effectsLeaveOnlyWithTheCommit() {
    List<String> done = new ArrayList<>();
    bench.effects.put(
        "partner", (tx, crossing, effect) -> tx.put("effect", effect.name(), Json.object()));
    bench.effects.put(
        "broken",
        (tx, crossing, effect) -> {
          throw new IllegalStateException("the second effect fails");
        });
    bench.script.stage(
        "a",
        new StageOutcome.Done(),
        new Effect("partner", "", "offer", Map.of()),
        new Effect("broken", "", "x", Map.of()));
    begin();
    assertThat(bench.journal.view().item("effect", "offer")).isEmpty();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(done).isEmpty();
  }

  @Test
  void effectsOfAStageThatWasOvertakenDoNotLeave() {
    CompletableFuture<StageResult> late = new CompletableFuture<>();
    bench.effects.put(
        "partner", (tx, crossing, effect) -> tx.put("effect", effect.name(), Json.object()));
    bench.script.stage("a", call -> late);
    begin();
    hold(HoldReason.WEIGHT);
    late.complete(
        new StageResult(
            new StageOutcome.Done(),
            Map.of(),
            List.of(new Effect("partner", "", "offer", Map.of()))));
    bench.settle();
    assertThat(bench.journal.view().item("effect", "offer")).isEmpty();
  }

  @Test
  void aJournalThatIsFullLosesNoResultAndCountsNoFailure() {
    CompletableFuture<StageResult> result = new CompletableFuture<>();
    bench.script.stage("a", call -> result);
    begin();
    bench.journal.down(true);
    result.complete(new StageResult(new StageOutcome.Done(), Map.of("x", 1L), List.of()));
    bench.pass(Duration.ofSeconds(5));
    assertThat(now().state()).isEqualTo(Crossing.State.UNDER_WAY);
    bench.journal.down(false);
    bench.pass(Duration.ofSeconds(2));
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(bench.script.ran()).containsExactly("a");
  }

  @Test
  void aJournalThatIsOutWhileAStageAsksCountsNoFailure() {
    bench.script.stage(
        "a",
        call -> {
          bench.journal.down(true);
          bench.time().after(Duration.ofSeconds(2), () -> bench.journal.down(false));
          return call.questions()
              .declaration(1, Bench.PLATE, Optional.of(95))
              .thenCompose(
                  match ->
                      result(
                          call.visit() < 3 ? new StageOutcome.Next("a") : new StageOutcome.Done(),
                          Map.of("match", match.kind().name())));
        });
    begin();
    bench.pass(Duration.ofSeconds(20));
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(now().facts()).containsEntry("match", "NONE");
    assertThat(bench.timeline(ID)).doesNotContain("StageFailed");
    assertThat(bench.script.ran()).containsExactly("a", "a", "a");
  }

  @Test
  void aJournalThatIsOutWhileADeviceAnswersCountsNoFailure() {
    bench.script.stage(
        "a",
        call -> {
          bench.journal.down(true);
          bench.time().after(Duration.ofSeconds(2), () -> bench.journal.down(false));
          return call.questions()
              .device(1, "weighbridge", "weigh", Duration.ofSeconds(15))
              .thenCompose(
                  answer -> result(new StageOutcome.Done(), Map.of("noAnswer", answer.noAnswer())));
        });
    bench.weighbridge =
        within -> {
          bench.journal.down(true);
          bench.time().after(Duration.ofSeconds(2), () -> bench.journal.down(false));
          return CompletableFuture.completedFuture(new Outcome.NotSent("no scale"));
        };
    begin();
    bench.pass(Duration.ofSeconds(20));
    assertThat(now().facts()).containsEntry("noAnswer", "no scale");
    assertThat(bench.timeline(ID)).doesNotContain("StageFailed");
  }

  // Declarations

  @Test
  void aDeclarationIsClaimedOnceAlsoAfterARelease() {
    bench
        .script
        .stage("a", call -> result(new StageOutcome.Next("b"), Map.of("declaration", "DEC-1")))
        .stage("b", call -> new CompletableFuture<>());
    bench.open();
    bench.tx(tx -> Declarations.announce(tx, declaration("DEC-1")));
    bench.tx(tx -> bench.crossings.begin(tx, new UUID(1, 1), "", Role.EXIT, "L2", Map.of()));
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of()));
    assertThat(bench.crossing(new UUID(1, 1)).stage()).isEqualTo("b");
    assertThat(now().reason()).isEqualTo("ID_UNDECLARED");
    assertThat(now().hold().orElseThrow().text())
        .isEqualTo(
            "its declaration DEC-1 serves crossing " + bench.crossing(new UUID(1, 1)).name());
    bench.told(bench.operations.release(SUPERVISOR, ID.toString(), "please"));
    assertThat(now().reason()).isEqualTo("ID_UNDECLARED");
    assertThat(now().fact("declaration")).isEmpty();
  }

  private static ObjectNode declaration(String reference) {
    return Json.object()
        .put("reference", reference)
        .put("plate", Bench.PLATE)
        .put("direction", "export");
  }

  // Flow versions and life cycle

  @Test
  void aStageWaitsForItsFlowVersionAndIsNotKeptLonger() {
    bench.script.stage("a", new StageOutcome.Done());
    bench.open();
    bench.tx(
        tx -> {
          Crossing crossing = bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of());
          bench.script.here = false;
          return crossing;
        });
    assertThat(bench.script.ran()).isEmpty();
    assertThat(bench.stages.size()).isEqualTo(1);
    bench.script.changed();
    bench.settle();
    assertThat(bench.stages.size()).as("waits on").isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      hold(HoldReason.WEIGHT);
      assertThat(bench.stages.size()).as("a held one waits for nothing").isZero();
      bench.told(bench.operations.release(SUPERVISOR, ID.toString(), "WEIGHT", "go"));
      assertThat(bench.stages.size()).isEqualTo(1);
    }
    bench.script.here = true;
    bench.script.changed();
    bench.settle();
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(bench.stages.size()).isZero();
  }

  @Test
  void crossingsStayOnTheVersionTheyBeganWith() {
    bench.script.stage("a", FOR_CUSTOMS).stage("decide", new StageOutcome.Done());
    begin();
    bench.script.version = "2.0.0";
    signal("customs");
    assertThat(bench.script.ran()).containsExactly("a");
    bench.script.version = "1.0.0";
    bench.script.changed();
    bench.settle();
    assertThat(bench.script.runs.get(1).version()).isEqualTo("1.0.0");
  }

  @Test
  void whatBecameRunnableBeforeTheGateWasOpenRunsThen() {
    bench.script.stage("a", new StageOutcome.Done());
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of()));
    assertThat(bench.script.ran()).isEmpty();
    bench.open();
    assertThat(bench.script.ran()).containsExactly("a");
  }

  @Test
  void whatBecameRunnableAfterTheStartReadTheStoreRunsToo() {
    bench.script.stage("a", new StageOutcome.Done());
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of()));
    bench.stages.open(List.of());
    bench.settle();
    assertThat(bench.script.ran()).containsExactly("a");
  }

  @Test
  void aClosedEngineRunsNothing() {
    bench.script.stage("a", FOR_CUSTOMS).stage("decide", new StageOutcome.Done());
    begin();
    bench.stages.close();
    signal("customs");
    assertThat(bench.script.ran()).containsExactly("a");
    bench.restart();
    assertThat(bench.script.ran()).containsExactly("a", "decide");
  }
}
