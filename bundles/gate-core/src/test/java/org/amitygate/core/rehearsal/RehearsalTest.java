package org.amitygate.core.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.bench.Script;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.crossing.StageSettings;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private final Recorded recorded = new Recorded();
  private final Script candidate = new Script();
  private final List<Map<String, String>> started = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private int closed;

  RehearsalTest() {
    Recorded.code().forEach(candidate::stage);
  }

  private final CandidateFlows flows =
      (flow, version, settings) -> {
        started.add(settings);
        return new CandidateFlows.Candidate() {
          @Override
          public CompletionStage<StageResult> run(StageCall call) {
            try {
              return candidate.run(call);
            } catch (RuntimeException e) {
              return CompletableFuture.failedFuture(e);
            }
          }

          @Override
          public void close() {
            closed++;
          }
        };
      };

  private RehearsalReport rehearse(Instant since, long limit) throws Exception {
    String flow = recorded.bench.all().get(0).flow();
    return new Rehearsal(
            recorded.bench.journal,
            new MemoryArchive(recorded.bench.journal),
            flows,
            nanos -> {},
            flow,
            "1.1.0",
            StageSettings.NONE,
            differences::add)
        .run("ab12", since, Instant.MAX, limit);
  }

  private RehearsalReport rehearse() throws Exception {
    return rehearse(Instant.EPOCH, Rehearsals.ALL);
  }

  /** The points in which the only difference differs. */
  private List<String> points() throws Exception {
    assertThat(rehearse().differing()).isEqualTo(1);
    assertThat(differences).hasSize(1);
    return difference().points().stream().map(Difference.Point::what).toList();
  }

  private Difference difference() {
    return differences.get(0);
  }

  private void change(String stage, Function<StageCall, CompletionStage<StageResult>> code) {
    recorded.truck("L1");
    candidate.stage(stage, code);
  }

  @Test
  void aFlowThatDecidesTheSameDiffersInNothing() throws Exception {
    recorded.truck("L1").truck("L2");
    int records = recorded.bench.journal.records().size();

    RehearsalReport report = rehearse();

    assertThat(differences).isEmpty();
    assertThat(report.differing()).isZero();
    assertThat(report.crossings()).isEqualTo(2);
    assertThat(report.stageRuns())
        .isEqualTo(
            recorded.bench.journal.records().stream()
                .filter(record -> record.type().equals("StageCompleted"))
                .count())
        .isGreaterThan(4);
    assertThat(report.notRehearsed()).isEmpty();
    assertThat(recorded.bench.journal.records()).hasSize(records);
    assertThat(closed).isEqualTo(started.size());
  }

  @Test
  void everyStageIsGivenWhatItWasGivenThen() throws Exception {
    recorded.truck("L1");
    recorded.bench.pass(Duration.ofHours(1));

    rehearse();

    assertThat(Recorded.calls(candidate.runs))
        .isEqualTo(Recorded.calls(recorded.bench.script.runs));
    assertThat(candidate.runs).allMatch(call -> call.version().equals("1.1.0"));
  }

  @Test
  void itIsBuiltWithTheSettingsOfThen() throws Exception {
    recorded.truck("L1");

    rehearse();

    assertThat(started).containsExactly(Map.of(), Map.of("weight.maxKg", "49000"));
  }

  @Test
  void anotherEndOfAStageIsADifferenceWithItsInputs() throws Exception {
    change("decide", call -> Recorded.ended(new StageOutcome.Done(), call.facts()));

    assertThat(points()).containsExactly("decision");
    Difference difference = difference();
    assertThat(difference.stage()).isEqualTo("decide");
    assertThat(difference.points().get(0).recorded())
        .contains("\"outcome\":\"Hold\"", "\"reason\":\"WEIGHT\"", "29C-123.45 is heavy");
    assertThat(difference.points().get(0).candidate()).contains("\"outcome\":\"Done\"");
    assertThat(difference.inputs().path("facts").path("grossKg").asLong()).isEqualTo(31_200);
  }

  @Test
  void theInputsOfADifferenceTellTheSignalAndTheAnswers() throws Exception {
    change(
        "identify",
        call ->
            call.questions()
                .declaration(1, "29C-123.45", Optional.of(95))
                .thenCompose(match -> Recorded.ended(new StageOutcome.Refuse("NO"), Map.of())));

    rehearse();

    ObjectNode inputs = difference().inputs();

    assertThat(inputs.path("signal").asText()).isEqualTo("plate.entry");
    assertThat(inputs.path("signalData").path("plate").asText()).isEqualTo("29C-123.45");
    assertThat(inputs.path("answers").get(0).path("is").path("kind").asText()).isEqualTo("EXACT");
  }

  @Test
  void anotherTextForTheOperatorIsADifference() throws Exception {
    change(
        "decide",
        call ->
            Recorded.ended(new StageOutcome.Hold(HoldReason.WEIGHT, "it is heavy"), call.facts()));
    assertThat(points()).containsExactly("decision");
  }

  @Test
  void anotherFactIsADifference() throws Exception {
    change(
        "weigh", call -> Recorded.weigh(call, "weigh").thenCompose(result -> twice(call, result)));
    assertThat(points()).containsExactly("facts");
  }

  private static CompletionStage<StageResult> twice(StageCall call, StageResult result) {
    return Recorded.ended(result.outcome(), Recorded.with(call, "grossKg", 62_400L), Recorded.ASK);
  }

  @Test
  void aFactThatIsTakenAwayOrNotIsADifference() throws Exception {
    change(
        "decide",
        call -> {
          Map<String, Object> facts = Recorded.with(call, "grossKg", 0);
          facts.remove("grossKg");
          return Recorded.code()
              .get("decide")
              .apply(call)
              .thenCompose(result -> Recorded.ended(result.outcome(), facts));
        });
    assertThat(points()).containsExactly("facts");
  }

  @Test
  void anotherEffectIsADifferenceAndHasNoneItself() throws Exception {
    Effect other = new Effect("authority", "customs", "ask", Map.of("ask", "control"));
    change(
        "weigh",
        call ->
            Recorded.weigh(call, "weigh")
                .thenCompose(result -> Recorded.ended(result.outcome(), result.facts(), other)));
    assertThat(points()).containsExactly("effects");
    assertThat(recorded.bench.journal.view().outbox()).isEmpty();
  }

  @Test
  void aQuestionWithoutARecordedAnswerIsADifference() throws Exception {
    change("weigh", call -> Recorded.weigh(call, "measure"));

    assertThat(points()).containsExactly("questions", "decision");
    assertThat(difference().points().get(1).candidate())
        .startsWith("it fails: no answer to {")
        .contains("measure");
  }

  @Test
  void aQuestionThatIsNotAskedAnyMoreIsADifference() throws Exception {
    change(
        "weigh",
        call ->
            Recorded.ended(
                new StageOutcome.Next("decide"),
                Recorded.with(call, "grossKg", 31_200L),
                Recorded.ASK));
    assertThat(points()).containsExactly("questions");
  }

  @Test
  void anotherPlateIsAnotherQuestion() throws Exception {
    change(
        "identify",
        call ->
            call.questions()
                .declaration(1, "29C-999.99", Optional.of(95))
                .thenCompose(match -> Recorded.ended(new StageOutcome.Done(), call.facts())));
    assertThat(points()).contains("questions");
  }

  @Test
  void aStageThatFailsIsADifference() throws Exception {
    change(
        "decide",
        call -> {
          throw new IllegalStateException("no such rule");
        });
    assertThat(points()).containsExactly("decision");
    assertThat(difference().points().get(0).candidate()).isEqualTo("it fails: no such rule");
  }

  @Test
  void onlyCrossingsSinceThenAndOnlySoManyAreRehearsed() throws Exception {
    recorded.truck("L1");
    recorded.bench.pass(Duration.ofHours(1));
    Instant later = recorded.bench.now();
    recorded.truck("L2");

    assertThat(rehearse(later, Rehearsals.ALL).crossings()).isEqualTo(1);
    assertThat(rehearse(Instant.EPOCH, 1).crossings()).isEqualTo(1);
    assertThat(rehearse(later.plusSeconds(3_600), Rehearsals.ALL).crossings()).isZero();
  }

  @Test
  void whatWasRunWithSettingsThatAreGoneIsCounted() throws Exception {
    recorded.truck("L1");
    recorded.bench.tx(
        tx -> {
          tx.remove(StageSettings.ITEM, Recorded.SETTINGS.digest());
          return tx;
        });

    RehearsalReport report = rehearse();

    assertThat(report.stageRuns()).isZero();
    assertThat(report.crossings()).isZero();
    assertThat(report.notRehearsed())
        .isEqualTo(Map.of("the settings of then are not on record", 4L));
    assertThat(report.sentence())
        .endsWith("; not rehearsed: 4 (the settings of then are not on record)");
  }

  @Test
  void settingsAreOnRecordOnceEach() {
    recorded.truck("L1").truck("L2");
    assertThat(recorded.bench.journal.view().records("gate"))
        .filteredOn(record -> record.type().equals("FlowSettingsUsed"))
        .extracting(record -> record.body().path("settings").path("weight.maxKg").asText())
        .containsExactly("49000");
  }

  @Test
  void aCandidateThatCannotRunIsRefusedAtOnce() {
    recorded.truck("L1");
    CandidateFlows none =
        (flow, version, settings) -> {
          throw new Refusal("setting weight.maxKg is 'x', not a whole number");
        };
    assertThatThrownBy(
            () ->
                new Rehearsal(
                        recorded.bench.journal,
                        new MemoryArchive(recorded.bench.journal),
                        none,
                        nanos -> {},
                        "cargo",
                        "1.1.0",
                        StageSettings.NONE,
                        differences::add)
                    .run("ab12", Instant.EPOCH, Instant.MAX, 1))
        .hasMessage("setting weight.maxKg is 'x', not a whole number");
  }

  @Test
  void everyDifferenceIsTold() throws Exception {
    for (int i = 0; i < 105; i++) {
      recorded.truck("L1");
      recorded.leaves("L1");
    }
    candidate.stage("arrive", call -> Recorded.ended(new StageOutcome.Done(), Map.of()));

    assertThat(rehearse().differing()).isEqualTo(105).isEqualTo(differences.size());
  }
}
