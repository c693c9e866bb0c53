package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.journal.Entry;
import org.junit.jupiter.api.Test;

/** A stage changes the facts that it changed, and no others. */
class StageFactsTest extends OneCrossing {

  private CompletableFuture<StageResult> sealIsCorrectedWhileAStageRuns() {
    CompletableFuture<StageResult> run = new CompletableFuture<>();
    bench
        .script
        .stage("first", call -> result(new StageOutcome.Next("a"), Map.of("seal", "S1", "kg", 7L)))
        .stage("a", call -> run);
    begin();
    bench.change(
        ID,
        (tx, crossing) -> {
          bench.crossings.correct(tx, crossing, "seal", "S2");
          bench.crossings.correct(tx, crossing, "agreedSeal", "S2");
          return 0;
        });
    return run;
  }

  private Entry completedLast() {
    List<Entry> records = bench.journal.view().records("crossing:" + ID);
    return records.stream()
        .filter(entry -> entry.type().equals("StageCompleted"))
        .reduce((before, last) -> last)
        .orElseThrow();
  }

  @Test
  void aFactThatWasCorrectedWhileAStageRanIsNotTheOldOneAgain() {
    CompletableFuture<StageResult> run = sealIsCorrectedWhileAStageRuns();
    run.complete(
        new StageResult(
            new StageOutcome.Done(), Map.of("seal", "S1", "kg", 8L, "looks", 1L), List.of()));
    bench.settle();
    assertThat(now().facts())
        .isEqualTo(Map.of("seal", "S2", "agreedSeal", "S2", "kg", 8L, "looks", 1L));
    Entry record = completedLast();
    assertThat(record.body().path("facts").size()).isEqualTo(2);
    assertThat(record.personal()).as("the stage changed no text").isEmpty();
    assertThat(record.body().has("removed")).isFalse();
    assertThat(record.body().path("meanwhile")).hasToString("[\"agreedSeal\",\"seal\"]");
  }

  @Test
  void aFactThatAStageTookAwayIsGoneThoughAnotherWasCorrectedMeanwhile() {
    CompletableFuture<StageResult> run = sealIsCorrectedWhileAStageRuns();
    run.complete(new StageResult(new StageOutcome.Done(), Map.of("seal", "S1"), List.of()));
    bench.settle();
    assertThat(now().facts()).isEqualTo(Map.of("seal", "S2", "agreedSeal", "S2"));
    assertThat(completedLast().body().path("removed")).hasToString("[\"kg\"]");
  }
}
