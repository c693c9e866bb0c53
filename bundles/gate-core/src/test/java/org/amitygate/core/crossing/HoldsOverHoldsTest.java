package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.operations.Actor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hold leaves as it was: another one's hold, and a signal that no stage has heard. */
class HoldsOverHoldsTest extends OneCrossing {

  // Holds over holds

  @ParameterizedTest
  @CsvSource({
    "TAILGATE,CUSTOMS_CONTROL",
    "SYSTEM,JOINT_INSPECTION",
    "BARRIER_STUCK,JOINT_INSPECTION",
    "CUSTOMS_CONTROL,STRIP_MISMATCH"
  })
  void aHoldOfAnotherRoleIsNotEndedByTheRelease(HoldReason first, HoldReason second) {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    hold(first);
    hold(second);
    bench.restart();
    assertThat(release(second)).isEqualTo(heldStill(second, first));
    assertThat(now().hold().orElseThrow().reason()).isEqualTo(first);
    assertThat(now().visit()).as("nothing is run").isEqualTo(1);
    assertThat(release(first)).endsWith("goes back to stage 'a' and is checked again");
    assertThat(bench.script.ran().stream().filter("a"::equals)).hasSize(2);
  }

  private String heldStill(HoldReason ended, HoldReason left) {
    return now().name() + " is not held for " + ended + " any more, but for " + left;
  }

  private String release(HoldReason reason) {
    Actor actor = new Actor(reason.clearedBy().groupName(), Set.of(reason.clearedBy()));
    return bench.told(bench.operations.release(actor, ID.toString(), reason.name(), "seen"));
  }

  @Test
  void aRepeatedReleaseDoesNotEndTheHoldUnderIt() {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    hold(HoldReason.TAILGATE);
    hold(HoldReason.CUSTOMS_CONTROL);
    String first = bench.told(bench.operations.release(Bench.SUPERVISOR, ID.toString(), "seen"));
    assertThat(bench.told(bench.operations.release(Bench.SUPERVISOR, ID.toString(), "seen")))
        .isEqualTo(first);
    assertThat(now().reason()).isEqualTo("TAILGATE");
    bench.told(bench.operations.release(Bench.SUPERVISOR, ID.toString(), "TAILGATE", "that, too"));
    assertThat(now().hold()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CUSTOMS_CONTROL,JOINT_INSPECTION",
    "ID_UNREADABLE,WEIGHT",
    "BARRIER_UNKNOWN,BARRIER_STUCK",
    "TAILGATE,TAILGATE"
  })
  void whatTheSameRoleHasLookedAtIsEndedWithIt(HoldReason first, HoldReason second) {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    hold(first);
    hold(second);
    assertThat(release(second)).endsWith("is checked again");
  }

  @Test
  void noReasonIsHeldForTwice() {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    for (int i = 0; i < 9; i++) {
      hold(HoldReason.TAILGATE);
      hold(HoldReason.CUSTOMS_CONTROL);
      hold(HoldReason.BARRIER_UNKNOWN);
    }
    assertThat(release(HoldReason.BARRIER_UNKNOWN)).contains("but for CUSTOMS_CONTROL");
    assertThat(release(HoldReason.CUSTOMS_CONTROL)).contains("but for TAILGATE");
    assertThat(release(HoldReason.TAILGATE)).contains("is checked again");
  }

  @Test
  void theProofEndsTheBarriersHoldUnderAnotherAndLeavesThat() {
    bench
        .script
        .stage(
            "a",
            new StageOutcome.Await(
                List.of("passed"), Duration.ofHours(2), "hold:BARRIER_UNKNOWN", "b"))
        .stage("b", new StageOutcome.Done());
    begin();
    hold(HoldReason.BARRIER_UNKNOWN);
    hold(HoldReason.JOINT_INSPECTION);
    signal("departed");
    assertThat(bench.timeline(ID)).as("not what it waits for").doesNotContain("HoldEnded");
    signal("passed");
    assertThat(bench.timeline(ID)).contains("HoldEnded");
    assertThat(now().shownState()).isEqualTo("JOINT_OPEN");
    assertThat(release(HoldReason.JOINT_INSPECTION)).endsWith("is checked again");
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
  }

  @Test
  void theBarriersHoldStaysUnderAnotherThatIsReleased() {
    bench.script.stage("a", call -> new CompletableFuture<>());
    begin();
    hold(HoldReason.BARRIER_UNKNOWN);
    hold(HoldReason.JOINT_INSPECTION);
    assertThat(release(HoldReason.JOINT_INSPECTION))
        .isEqualTo(heldStill(HoldReason.JOINT_INSPECTION, HoldReason.BARRIER_UNKNOWN));
  }

  // Signals that a hold overtook

  /**
   * Stage {@code decide} does not end when it is begun first, and waits for a signal if it has
   * none.
   */
  private void decides(CompletionStage<FlowRunner.StageResult> first) {
    bench
        .script
        .stage("a", FOR_CUSTOMS)
        .stage(
            "decide",
            call ->
                call.visit() == 2
                    ? first
                    : result(
                        call.signal().isEmpty() ? FOR_CUSTOMS : new StageOutcome.Done(),
                        Map.of("told", call.signal().map(Signal::name).orElse(""))));
    begin();
    signal("customs");
  }

  @ParameterizedTest
  @EnumSource(
      value = HoldReason.class,
      names = {"WEIGHT", "SYSTEM", "JOINT_INSPECTION"})
  void aSignalThatAHoldOvertookIsHeardAfterTheRelease(HoldReason reason) {
    decides(new CompletableFuture<>());
    signal("revoked");
    hold(reason);
    bench.restart();
    assertThat(release(reason)).endsWith("is checked again");
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(now().fact("told")).as("the older one first").isEqualTo("customs");
  }

  @Test
  void aSignalWhoseStageFailedTooOftenIsHeardAfterTheRelease() {
    decides(CompletableFuture.failedFuture(new IllegalStateException("no route")));
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(release(HoldReason.SYSTEM)).endsWith("is checked again");
    assertThat(now().fact("told")).isEqualTo("customs");
  }

  @Test
  void aSignalThatTheBarriersHoldOvertookIsHeardAfterTheProof() {
    decides(new CompletableFuture<>());
    hold(HoldReason.BARRIER_UNKNOWN);
    signal("departed");
    assertThat(now().fact("told")).isEqualTo("customs");
  }

  @Test
  void aStageThatHoldsHasHeardItsSignal() {
    decides(result(new StageOutcome.Hold(HoldReason.WEIGHT, ""), Map.of()));
    release(HoldReason.WEIGHT);
    assertThat(now().waiting()).as("waits for another").isPresent();
  }

  @Test
  void aSignalThatAHoldOvertookCanBeTakenBack() {
    decides(new CompletableFuture<>());
    bench.change(
        ID,
        (tx, c) -> {
          bench.crossings.unsay(c, "customs");
          return 0;
        });
    hold(HoldReason.CUSTOMS_CONTROL);
    release(HoldReason.CUSTOMS_CONTROL);
    assertThat(now().waiting()).as("waits for another").isPresent();
  }
}
