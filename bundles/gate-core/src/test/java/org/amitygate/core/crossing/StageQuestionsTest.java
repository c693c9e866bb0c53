package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Test;

/** What a stage asks is answered once, and the answer is found again when the stage runs again. */
class StageQuestionsTest {

  private static final UUID ID = new UUID(3, 3);

  private final Bench bench = new Bench();
  private long asked;

  private void begin() {
    bench.open();
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", Role.EXIT, "L1", Map.of()));
  }

  private long weighings() {
    return bench.asked.stream().filter(c -> c.name().equals(Command.WEIGH)).count();
  }

  @Test
  void answersAreRecordedOnceAndFoundAgainWhenTheStageRunsAgain() {
    bench.scale = new Outcome.Done(Optional.of(bench.weight(31_000, true)));
    List<Object> answers = new ArrayList<>();
    bench.script.stage(
        "a",
        call ->
            call.questions()
                .device(1, "weighbridge", Command.WEIGH, Duration.ofSeconds(15))
                .thenCompose(
                    answer -> {
                      answers.add(answer);
                      asked = weighings();
                      return answers.size() == 1
                          ? CompletableFuture.failedFuture(new IllegalStateException("once"))
                          : result(new StageOutcome.Done(), Map.of());
                    }));
    begin();
    bench.pass(Duration.ofSeconds(20));
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0)).isEqualTo(answers.get(1));
    assertThat(asked).as("asked before the first run ended").isPositive();
    assertThat(weighings()).isEqualTo(asked);
    assertThat(bench.timeline(ID)).containsOnlyOnce("QuestionAnswered");
  }

  @Test
  void aLateAnswerToARunThatFailedIsNotASecondAnswer() {
    List<CompletableFuture<Outcome>> asked = new ArrayList<>();
    bench.weighbridge =
        within -> {
          asked.add(new CompletableFuture<>());
          return asked.get(asked.size() - 1);
        };
    CompletableFuture<StageResult> first = new CompletableFuture<>();
    List<String> answers = new ArrayList<>();
    bench.script.stage(
        "a",
        call -> {
          var answer =
              call.questions().device(1, "weighbridge", Command.WEIGH, Duration.ofSeconds(15));
          answer.thenAccept(given -> answers.add(given.noAnswer()));
          return bench.script.runs.size() == 1 ? first : new CompletableFuture<>();
        });
    begin();
    first.completeExceptionally(new IllegalStateException("the route was stopped"));
    bench.settle();
    asked.get(1).complete(new Outcome.Refused("it moves"));
    bench.settle();
    asked.get(0).complete(new Outcome.Refused("out of order"));
    bench.settle();
    assertThat(answers).containsExactly("it moves", "it moves");
    assertThat(bench.timeline(ID)).containsOnlyOnce("QuestionAnswered");
  }

  @Test
  void anAnswerThatComesAfterItsStageIsOnRecordAsThatStages() {
    CompletableFuture<Outcome> late = new CompletableFuture<>();
    bench.weighbridge = within -> late;
    bench.script.stage(
        "a",
        call -> {
          call.questions().device(1, "weighbridge", Command.WEIGH, Duration.ofSeconds(15));
          return result(new StageOutcome.Next("b"), Map.of());
        });
    bench.script.stage("b", call -> new CompletableFuture<>());
    begin();
    bench.settle();
    late.complete(new Outcome.Refused("it moves"));
    bench.settle();
    assertThat(bench.journal.view().records("crossing:" + ID))
        .filteredOn(entry -> entry.type().equals("QuestionAnswered"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.body().path("stage").asText()).isEqualTo("a");
              assertThat(entry.body().path("visit").asInt()).isEqualTo(1);
            });
  }

  @Test
  void aWeightThatDoesNotCountIsNoAnswer() {
    bench.scale = new Outcome.Done(Optional.of(bench.weight(31_000, true)));
    List<FlowRunner.DeviceAnswer> answers = new ArrayList<>();
    bench.script.stage(
        "a",
        call ->
            call.questions()
                .device(1, "weighbridge", Command.WEIGH, Duration.ofSeconds(15))
                .thenCompose(
                    answer -> {
                      answers.add(answer);
                      return result(new StageOutcome.Done(), Map.of());
                    }));
    begin();
    bench.pass(Duration.ofSeconds(20));
    assertThat(answers)
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.reading()).isEmpty();
              assertThat(a.noAnswer()).contains("platform");
            });
  }

  @Test
  void anAnswerOfAnEarlierVisitIsNotFound() {
    bench.scale = new Outcome.Refused("broken");
    bench.script.stage(
        "a",
        call ->
            call.questions()
                .device(1, "weighbridge", Command.WEIGH, Duration.ofSeconds(15))
                .thenCompose(
                    answer ->
                        result(
                            call.visit() < 3 ? new StageOutcome.Next("a") : new StageOutcome.Done(),
                            Map.of())));
    begin();
    assertThat(bench.asked).filteredOn(c -> c.name().equals(Command.WEIGH)).hasSize(3);
  }
}
