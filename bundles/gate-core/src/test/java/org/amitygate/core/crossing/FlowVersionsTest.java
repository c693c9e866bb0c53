package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.FlowRunner.FlowVersion;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A crossing finishes on the version that it began on, unless a person moves it or that version is
 * bad; it changes between two stages, and only where both versions say that it may.
 */
class FlowVersionsTest {

  private static final UUID ID = new UUID(3, 3);
  private static final String OLD = "1.0.0";
  private static final String NEW = "1.1.0";
  private static final Map<String, Integer> ALL = Map.of("a", 1, "b", 1, "c", 1);

  private final Bench bench = new Bench();
  private final CompletableFuture<StageResult> a = new CompletableFuture<>();

  @BeforeEach
  void twoVersions() {
    bench.script.version = OLD;
    bench.script.compatible.put(OLD, ALL);
    bench.script.compatible.put(NEW, ALL);
    bench
        .script
        .stage("a", call -> a)
        .stage("b", call -> result(new StageOutcome.Done(), Map.of("by", call.version())))
        .stage("c", new StageOutcome.Done());
    bench.open();
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of()));
  }

  private Crossing now() {
    return bench.crossing(ID);
  }

  private void aWaits(String late) {
    StageOutcome outcome =
        new StageOutcome.Await(List.of("customs"), Duration.ofMinutes(5), late, "b");
    a.complete(new StageResult(outcome, Map.of(), List.of()));
    bench.settle();
  }

  private void aGoesOn() {
    a.complete(new StageResult(new StageOutcome.Next("b"), Map.of(), List.of()));
    bench.settle();
  }

  private void customs() {
    bench.tx(
        tx -> {
          Crossing crossing = bench.crossings.find(tx, ID).orElseThrow();
          bench.crossings.signal(tx, crossing, "customs", Map.of());
          bench.crossings.put(tx, crossing);
          return crossing;
        });
    bench.settle();
  }

  private void bad(String version) {
    bench.script.version = version.equals(OLD) ? NEW : OLD;
    bench.script.bad.add(new FlowVersion(now().flow(), version));
    bench.script.changed();
    bench.settle();
  }

  private CompletableFuture<String> move() {
    CompletableFuture<String> moved =
        bench.operations.moveCrossings(SUPERVISOR, now().flow(), OLD, NEW, "mended rule");
    bench.settle();
    return moved;
  }

  @Test
  void aWaitingCrossingIsMovedAndGoesOnWithTheOther() {
    aWaits("hold:CUSTOMS_SILENT");
    assertThat(move().join())
        .isEqualTo("1 of 1 crossings on %s 1.0.0 go on with 1.1.0".formatted(now().flow()));
    assertThat(bench.timeline(ID)).endsWith("FlowVersionChanged");
    customs();
    assertThat(now().facts()).containsEntry("by", NEW);
  }

  /** A journal that counts the works that it has not ended. */
  private final class Counting implements Journal {
    private int unfinished;
    private int most;

    @Override
    public <R> CompletableFuture<R> submit(Work<R> work) {
      most = Math.max(most, ++unfinished);
      return bench.journal.submit(work).whenComplete((done, failure) -> unfinished--);
    }

    @Override
    public <R> CompletableFuture<R> read(Function<View, R> question) {
      return bench.journal.read(question);
    }

    @Override
    public Status status() {
      return bench.journal.status();
    }
  }

  private final Counting counting = new Counting();

  private FlowVersions thousandWait() {
    aWaits("hold:CUSTOMS_SILENT");
    for (int i = 0; i < 1_000; i++) {
      UUID id = new UUID(4, i);
      bench.journal.submit(tx -> bench.crossings.begin(tx, id, "", Role.EXIT, "L1", Map.of()));
    }
    bench.settle();
    return new FlowVersions(counting, bench.crossings, () -> bench.script, bench.time());
  }

  private long on(String version) {
    return bench.journal.view().openCrossings().stream()
        .filter(row -> row.flowVersion().equals(version))
        .count();
  }

  @Test
  void thousandsAreMovedAPageAfterAnother() {
    CompletableFuture<String> moved =
        thousandWait().move(new FlowVersions.Move(now().flow(), OLD, NEW, "chief", "mended"));
    assertThat(bench.told(moved)).startsWith("1001 of 1001 crossings on");
    assertThat(on(NEW)).isEqualTo(1_001);
    assertThat(counting.most).isEqualTo(PatientWorks.PAGE);
  }

  @Test
  void thousandsLeaveABadVersionAPageAfterAnother() {
    FlowVersions versions = thousandWait();
    bench.script.version = NEW;
    bench.script.bad.add(new FlowVersion(now().flow(), OLD));
    versions.leaveBad();
    bench.settle();
    assertThat(on(NEW)).isEqualTo(1_001);
    assertThat(counting.most).isEqualTo(PatientWorks.PAGE);
  }

  @Test
  void whoCannotBeMovedForTheJournalStaysAndIsCounted() {
    aWaits("hold:CUSTOMS_SILENT");
    bench.journal.down(true);
    assertThat(move().join())
        .isEqualTo(
            "0 of 1 crossings on %s 1.0.0 go on with 1.1.0; %s stays: the disk is full"
                .formatted(now().flow(), now().name()));
  }

  @Test
  void nobodyIsMovedWhoIsNotAsked() {
    bench.script.version = NEW;
    aWaits("hold:CUSTOMS_SILENT");
    customs();
    assertThat(now().facts()).containsEntry("by", OLD);
  }

  @Test
  void oneWhoseNextStageIsOfAnotherFormStays() {
    bench.script.compatible.put(NEW, Map.of("a", 1, "b", 2));
    aWaits("hold:CUSTOMS_SILENT");
    assertThat(move().join())
        .contains("0 of 1 crossings")
        .contains(now().name() + " stays")
        .contains("stage 'b' is not declared compatible by both 1.0.0 and 1.1.0");
    customs();
    assertThat(now().facts()).containsEntry("by", OLD);
  }

  @Test
  void oneThatMayGoToAnUndeclaredStageWhenItIsLateStays() {
    bench.script.compatible.put(NEW, Map.of("a", 1, "b", 1));
    aWaits("next:c");
    assertThat(move().join()).contains("stage 'c' is not declared compatible");
    assertThat(now().flowVersion()).isEqualTo(OLD);
  }

  @Test
  void oneThatIsHeldAboveAnotherHoldMayGoBackToBoth() {
    aWaits("hold:CUSTOMS_SILENT");
    bench.tx(
        tx -> {
          Crossing crossing = bench.crossings.find(tx, ID).orElseThrow();
          bench.crossings.hold(tx, crossing, HoldReason.BARRIER_UNKNOWN, "");
          bench.crossings.put(tx, crossing);
          return crossing;
        });
    bench.script.compatible.put(NEW, Map.of("a", 1));
    assertThat(move().join()).as("what it waited for begins b").contains("stage 'b'");
  }

  @Test
  void noStageIsMovedThatRuns() {
    assertThat(move().join()).contains("a stage of it runs");
    aGoesOn();
    assertThat(now().facts()).containsEntry("by", OLD);
  }

  @Test
  void aVersionThatIsNotHereTakesNobody() {
    aWaits("hold:CUSTOMS_SILENT");
    bench.script.compatible.remove(NEW);
    assertThatThrownBy(() -> move().join()).hasMessageContaining("1.1.0 is not here");
  }

  /** It is brought down once the work that retires it is on disk, and may be up until then. */
  @Test
  void aVersionThatIsRetiredTakesNobodyThoughItIsStillUp() {
    aWaits("hold:CUSTOMS_SILENT");
    plugin("[]");
    assertThat(move().join()).contains("0 of 1 crossings").contains("'1.1.0' is not here");
    assertThat(now().flowVersion()).isEqualTo(OLD);

    plugin("[{\"version\":\"1.1.0\",\"sha256\":\"b\"}]");
    move().join();
    assertThat(now().flowVersion()).isEqualTo(NEW);
  }

  /** What the journal says of the plug-in: the old version is active, these are retiring. */
  private void plugin(String retiring) {
    ObjectNode body =
        Json.tree(
            """
            {"kind":"flow","name":"%s","active":{"version":"1.0.0","sha256":"a"},"retiring":%s,
             "bad":[],"who":"ines","why":"","lanes":{}}
            """
                .formatted(now().flow(), retiring)
                .getBytes(StandardCharsets.UTF_8));
    bench.tx(
        tx -> {
          tx.put("plugin", now().flow(), body);
          return body;
        });
    bench.settle();
  }

  @Test
  void aPersonMovesOne() {
    aWaits("hold:CUSTOMS_SILENT");
    CompletableFuture<String> moved =
        bench.operations.moveCrossing(SUPERVISOR, now().name(), NEW, "mended rule");
    bench.settle();
    assertThat(moved.join()).contains("goes on with");
    assertThat(now().flowVersion()).isEqualTo(NEW);
  }

  @Test
  void theStageOfABadVersionEndsAndTheNextIsRunByTheOther() {
    bad(OLD);
    assertThat(now().flowVersion()).as("its stage runs").isEqualTo(OLD);
    aGoesOn();
    assertThat(now().facts()).containsEntry("by", NEW);
    assertThat(bench.script.runs.stream().map(StageCall::stage)).containsExactly("a", "b");
  }

  @Test
  void aStageOfABadVersionThatFailsIsTriedAgainByTheOther() {
    bad(OLD);
    a.completeExceptionally(new IllegalStateException("a fault"));
    bench.settle();
    assertThat(now().flowVersion()).isEqualTo(NEW);
    assertThat(bench.script.runs.stream().map(StageCall::version).toList()).startsWith(OLD, NEW);
  }

  @Test
  void whoIsHeldForAFaultOfABadVersionIsRunAgainByTheOther() {
    bench.script.stage(
        "b",
        call ->
            call.version().equals(OLD)
                ? CompletableFuture.failedFuture(new IllegalStateException("a fault"))
                : result(
                    new StageOutcome.Done(), Map.of("told", call.signal().orElseThrow().name())));
    aWaits("hold:CUSTOMS_SILENT");
    customs();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    bad(OLD);
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(now().facts()).as("with what it was started by").containsEntry("told", "customs");
  }

  @Test
  void whoseLastTryFailsAfterItsVersionWasMarkedBadIsRunAgainToo() {
    CompletableFuture<StageResult> last = new CompletableFuture<>();
    bench.script.stage(
        "b",
        call -> {
          if (call.version().equals(NEW)) {
            return result(new StageOutcome.Done(), Map.of());
          }
          return bench.script.runs.size() < 2 + StageRuns.ATTEMPTS - 1
              ? CompletableFuture.failedFuture(new IllegalStateException("a fault"))
              : last;
        });
    aGoesOn();
    bad(OLD);
    last.completeExceptionally(new IllegalStateException("a fault"));
    bench.settle();
    assertThat(now().state()).isEqualTo(Crossing.State.DONE);
    assertThat(bench.timeline(ID)).containsSubsequence("Held", "FlowVersionChanged", "HoldEnded");
  }

  @Test
  void whoIsHeldForAnythingElseStaysHeld() {
    StageOutcome outcome = new StageOutcome.Hold(HoldReason.WEIGHT, "");
    a.complete(new StageResult(outcome, Map.of(), List.of()));
    bench.settle();
    bad(OLD);
    assertThat(now().flowVersion()).isEqualTo(NEW);
    assertThat(now().shownState()).isEqualTo("HOLD_WEIGHT");
  }

  @Test
  void whereItCannotGoOverItIsHeld() {
    bench.script.compatible.put(NEW, Map.of("a", 1));
    bad(OLD);
    aGoesOn();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(now().hold().orElseThrow().text())
        .contains("1.0.0 is marked bad")
        .contains("stage 'b' is not declared compatible by both 1.0.0 and 1.1.0");
    assertThat(bench.script.runs).hasSize(1);
  }

  @Test
  void whoWaitsOnABadVersionGoesOverAtOnceWhereItCan() {
    aWaits("hold:CUSTOMS_SILENT");
    bad(OLD);
    assertThat(now().flowVersion()).isEqualTo(NEW);
    assertThat(now().waiting()).isPresent();
  }

  @Test
  void whoCannotWaitsOnAndIsHeldThen() {
    bench.script.compatible.put(NEW, Map.of("a", 1));
    aWaits("hold:CUSTOMS_SILENT");
    bad(OLD);
    assertThat(now().waiting()).isPresent();
    customs();
    assertThat(now().shownState()).isEqualTo("HOLD_SYSTEM");
    assertThat(bench.script.runs).hasSize(1);
  }

  @Test
  void nothingGoesToABadVersion() {
    aWaits("hold:CUSTOMS_SILENT");
    bench.script.bad.add(new FlowVersion(now().flow(), NEW));
    assertThat(move().join()).contains("version '1.1.0' is marked bad");
  }

  @Test
  void aRestartFindsItOnTheBadVersionAndTakesItOff() {
    bench.script.bad.add(new FlowVersion(now().flow(), OLD));
    bench.script.version = NEW;
    bench.crash();
    bench.open();
    bench.settle();
    assertThat(now().flowVersion()).isEqualTo(NEW);
  }
}
