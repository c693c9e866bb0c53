package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.StageOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage starts while what it starts on is being written; nothing comes of it if that fails. */
abstract class BesideCommitTest {

  private static final UUID ID = new UUID(9, 1);

  @TempDir Path folder;
  final TestStore database;

  BesideCommitTest(TestStore database) {
    this.database = database;
  }

  @Test
  void whatRunsBesideTheCommitIsStartedBeforeItAndToldNothing() {
    List<String> order = new ArrayList<>();
    WatchedStore store = new WatchedStore(database.open(folder));
    try (Fixture gate = new Fixture(store)) {
      store.beforeCommit =
          () -> {
            Fixture.run(gate.completions);
            order.add("commit");
          };
      gate.journal
          .submit(
              tx -> {
                tx.append("gate", "Seen", Json.object());
                tx.afterCommit(() -> order.add("after"));
                tx.besideCommit(() -> order.add("beside"));
                return 1;
              })
          .thenRun(() -> order.add("told"));
      gate.settle();
    }
    assertThat(order).containsExactly("beside", "commit", "after", "told");
  }

  @Test
  void aStageWhoseBeginningWasNotWrittenComesToNothing() {
    try (StoredGate gate = new StoredGate(database, folder)) {
      Bench bench = new Bench(gate, null);
      List<CompletableFuture<StageResult>> runs = new ArrayList<>();
      bench.script.stage("first", call -> run(runs)).stage("second", call -> run(runs));
      bench.open();
      bench.journal.down(true);
      CompletableFuture<UUID> lost = begin(bench);
      bench.settle();
      assertThat(lost).isCompletedExceptionally();
      assertThat(runs).as("it was started beside the commit").hasSize(1);

      bench.journal.down(false);
      bench.pass(Duration.ofSeconds(30));
      assertThat(bench.journal.status().writable()).isTrue();
      begin(bench);
      bench.settle();
      assertThat(runs).as("another visit, another run").hasSize(2);
      runs.get(0).complete(result(new StageOutcome.Next("second")));
      bench.settle();
      assertThat(bench.crossing(ID).stage()).isEqualTo("first");
      assertThat(bench.timeline(ID)).containsExactly("CrossingBegun");
      runs.get(1).complete(result(new StageOutcome.Hold(HoldReason.WEIGHT, "too heavy")));
      bench.settle();
      assertThat(bench.timeline(ID)).containsExactly("CrossingBegun", "StageCompleted", "Held");
    }
  }

  private static CompletionStage<StageResult> run(List<CompletableFuture<StageResult>> runs) {
    CompletableFuture<StageResult> run = new CompletableFuture<>();
    runs.add(run);
    return run;
  }

  private static StageResult result(StageOutcome outcome) {
    return new StageResult(outcome, Map.of(), List.of());
  }

  private static CompletableFuture<UUID> begin(Bench bench) {
    return bench.journal.submit(
        tx -> {
          Crossing crossing = bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of());
          bench.crossings.put(tx, crossing);
          return crossing.id();
        });
  }
}
