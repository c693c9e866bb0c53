package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.amitygate.camel.flow.FlowBench.Asked;
import org.amitygate.camel.flow.FlowBench.Came;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.crossing.Facts;
import org.amitygate.device.WeightMeasured;
import org.amitygate.flow.Flow;
import org.amitygate.flow.StageExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What routes can say, what it comes to, and what is refused when the flow starts. */
class ComponentsTest {

  @Test
  void everyOutcome() {
    assertThat(outcome("crossing:next/two")).isEqualTo(new StageOutcome.Next("two"));
    assertThat(outcome("crossing:done")).isEqualTo(new StageOutcome.Done());
    assertThat(outcome("crossing:refuse?code=NOT_OURS"))
        .isEqualTo(new StageOutcome.Refuse("NOT_OURS"));
    assertThat(outcome("crossing:await?answer=a, b.c&within=250ms&late=hold:WEIGHT&then=two"))
        .isEqualTo(
            new StageOutcome.Await(
                List.of("a", "b.c"), Duration.ofMillis(250), "hold:WEIGHT", "two"));
    assertThat(outcome("crossing:await?answer=a&within=2h&late=next:one&then=two"))
        .isEqualTo(new StageOutcome.Await(List.of("a"), Duration.ofHours(2), "next:one", "two"));
  }

  private static StageOutcome outcome(String uri) {
    try (FlowBench bench = new FlowBench(Flows.to(uri))) {
      return bench.stage("one").run().outcome();
    }
  }

  @Test
  void aHoldTellsTheOperatorTheFacts() {
    Flow flow = Flows.to("crossing:hold?reason=WEIGHT&text=[grossKg] kg, not [a.b]; [missing] $1");
    try (FlowBench bench = new FlowBench(flow)) {
      Came came = bench.stage("one").fact("grossKg", 41000L).fact("a.b", "$2").run();
      assertThat(came.holdText()).isEqualTo("41000 kg, not $2; ? $1");
      assertThat(came.inWords()).isEqualTo("hold WEIGHT");
    }
  }

  @Test
  void factsAreReplacedInTextAndNothingElse() {
    Facts facts = new Facts(Map.of("a", "$1\\", "n", 5L));
    assertThat(CrossingSteps.withFacts("[a] [n] [x] [] [1] a", facts))
        .isEqualTo("$1\\ 5 ? [] [1] a");
    assertThat(CrossingSteps.withFacts("", facts)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crossing:jump | crossing:jump is none of stage, next, hold, await, done, refuse, declaration and keep",
        "crossing:done/now | takes nothing after done",
        "crossing:next/three | names the stage 'three', which the flow does not declare",
        "crossing:next | names the stage ''",
        "crossing:stage/one | cannot be sent to",
        "crossing:hold | needs reason=",
        "crossing:hold?reason=MOOD | reason=MOOD is no hold reason",
        "crossing:hold?reason=WEIGHT&why=x | has no option 'why'",
        "crossing:await?within=1s&late=next:two&then=two | needs answer=",
        "crossing:await?answer=a,,b&within=1s&late=next:two&then=two | answer= has an empty name",
        "crossing:await?answer=a&late=next:two&then=two | needs within=",
        "crossing:await?answer=a&within=soon&late=next:two&then=two | within='soon' is not a duration",
        "crossing:await?answer=a&within=1s&then=two | needs late=",
        "crossing:await?answer=a&within=1s&late=never&then=two | late=never is neither",
        "crossing:await?answer=a&within=1s&late=hold:MOOD&then=two | late=hold:MOOD names no hold reason",
        "crossing:await?answer=a&within=1s&late=next:three&then=two | names the stage 'three'",
        "crossing:await?answer=a&within=1s&late=next:two | needs then=",
        "crossing:await?answer=a&within=1s&late=next:two&then=three | names the stage 'three'",
        "crossing:refuse | needs code=",
        "crossing:refuse?code=not good | must be capital letters",
        "device:weighbridge?within=1s | needs ask=",
        "device:weighbridge?ask=weigh | needs within=",
        "device:weighbridge?ask=weigh&within=1 | is not a duration",
        "device:L1/x?ask=weigh&within=1s | names no role of a lane",
        "device:weighbridge?ask=weigh&within=1s&x=1 | has no option 'x'",
        "authority:customs | needs ask=",
        "authority:Customs?ask=release | names no authority",
        "authority:customs?ask=release&x=1 | has no option 'x'",
        "partner:open | is none of advise, offer, withdraw, commit, accept, refuse, clear, held, sample-pending, return, return-accept and joint-open",
        "partner:return | needs reason=",
        "partner:refuse | needs code=",
        "partner:offer?x=1 | has no option 'x'",
        "crossing:await?answer=a&within={{missing.setting}}&late=next:two&then=two | missing.setting"
      })
  void whatIsWrongIsFoundWhenTheFlowStarts(String uri, String sentence) {
    assertThatThrownBy(() -> new FlowBench(Flows.to(uri)).close())
        .isInstanceOf(FlowRefused.class)
        .hasMessageStartingWith("flow bench 1.0.0: ")
        .hasMessageContaining(sentence);
  }

  @Test
  void settingsFillUrisIn() {
    Flow flow = Flows.to("crossing:await?answer=a&within={{x.within:1s}}&late=next:two&then=two");
    try (FlowBench set = new FlowBench(flow, Map.of("x.within", "7s"));
        FlowBench unset = new FlowBench(flow)) {
      assertThat(set.stage("one").run().await().within()).isEqualTo(Duration.ofSeconds(7));
      assertThat(unset.stage("one").run().await().within()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void noOutcomeIsAFailureAndSoAreTwo() {
    try (FlowBench bench = new FlowBench(Flows.to("partner:offer"))) {
      assertThatThrownBy(() -> bench.stage("one").run())
          .hasMessage(
              "stage 'one' must end in exactly one of next, hold, await, done and refuse; it ended in none");
    }
    try (FlowBench bench = new FlowBench(Flows.to("crossing:next/two", "crossing:done"))) {
      assertThatThrownBy(() -> bench.stage("one").run())
          .hasMessageContaining("it ended in crossing:next/two and crossing:done");
    }
  }

  @Test
  void effectsAreBufferedInTheirOrder() {
    Flow flow =
        Flows.to(
            "partner:withdraw",
            "authority:customs?ask=release",
            "partner:refuse?code=X",
            "partner:joint-open?reason=seal",
            "crossing:next/two");
    try (FlowBench bench = new FlowBench(flow)) {
      Came came = bench.stage("one").run();
      assertThat(came.effectsInWords())
          .containsExactly(
              "partner:withdraw", "authority:customs ask", "partner:refuse", "partner:joint-open");
      assertThat(came.effects().get(1).arguments()).isEqualTo(Map.of("ask", "release"));
      assertThat(came.effects().get(2).arguments()).isEqualTo(Map.of("code", "X"));
      assertThat(came.effects().get(3).arguments()).isEqualTo(Map.of("reason", "seal"));
    }
  }

  @Test
  void questionsAreNumberedAndAnsweredInTheirOrder() {
    Flow flow =
        Flows.of(
            builder ->
                builder
                    .from("crossing:stage/one")
                    .to("device:weighbridge?ask=weigh&within=2s")
                    .process(e -> StageExchange.facts(e).put("first", kilograms(e)))
                    .to("crossing:declaration")
                    .to("device:plate-camera.exit?ask=read&within=1s")
                    .process(e -> StageExchange.facts(e).put("second", kilograms(e)))
                    .process(
                        e ->
                            StageExchange.facts(e)
                                .put("why", e.getMessage().getHeader("GateNoAnswer")))
                    .to("crossing:next/two"));
    try (FlowBench bench = new FlowBench(flow)) {
      Came came =
          bench
              .stage("one")
              .fact("plate", "1A")
              .weight(31240, true)
              .declared(Kind.NONE, Map.of())
              .noAnswer("unplugged")
              .run();
      assertThat(came.asked())
          .containsExactly(
              new Asked(1, "weighbridge weigh within PT2S"),
              new Asked(2, "declaration 1A"),
              new Asked(3, "plate-camera.exit read within PT1S"));
      assertThat(came.facts()).containsEntry("first", 31240L).containsEntry("second", -1L);
      assertThat(came.fact("why")).isEqualTo("unplugged");
    }
  }

  private static long kilograms(org.apache.camel.Exchange exchange) {
    return StageExchange.answer(exchange, WeightMeasured.class)
        .map(WeightMeasured::grossKg)
        .orElse(-1L);
  }

  @Test
  void aQuestionThatFailsFailsTheStage() {
    try (FlowBench bench =
        new FlowBench(Flows.to("device:weighbridge?ask=weigh&within=2s", "crossing:next/two"))) {
      assertThatThrownBy(
              () -> bench.stage("one").failure(new IllegalStateException("disk full")).run())
          .hasMessage("disk full");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EXACT", "CONFUSABLE", "SEVERAL", "NONE"})
  void onlyAnExactDeclarationGivesFactsAndOnlyItsOwn(Kind kind) {
    Map<String, Object> said =
        Map.of(
            "reference",
            "DEC-1",
            "plate",
            "29C-1",
            "declaredGrossKg",
            31200,
            "goods",
            "durian",
            "seal",
            5,
            "grossKg",
            1,
            "exitIdentified",
            true);
    Flow flow = Flows.to("crossing:declaration", "crossing:next/two");
    try (FlowBench bench = new FlowBench(flow)) {
      Came came =
          bench
              .stage("one")
              .facts(
                  Map.of("plate", "29C1", "plateConfidence", 91L, "goods", "old", "trader", "old"))
              .declared(kind, said)
              .run();
      if (kind == Kind.EXACT) {
        assertThat(came.facts())
            .isEqualTo(
                Map.of(
                    "plate", "29C1",
                    "plateConfidence", 91L,
                    "declaration", "DEC-1",
                    "declaredPlate", "29C-1",
                    "declaredGrossKg", 31200L,
                    "goods", "durian"));
      } else {
        assertThat(came.facts()).doesNotContainKey("declaration").containsEntry("goods", "old");
      }
    }
  }

  @Test
  void anErrorAfterAnAnswerFailsTheStage() {
    Flow flow =
        Flows.of(
            f ->
                f.from("crossing:stage/one")
                    .to("device:weighbridge?ask=weigh&within=1s")
                    .choice()
                    .when(
                        exchange -> {
                          throw new NoSuchMethodError("grossKg");
                        })
                    .to("crossing:next/two")
                    .otherwise()
                    .to("crossing:done"));
    try (FlowBench bench = new FlowBench(flow)) {
      assertThatThrownBy(() -> bench.stage("one").weight(1, true).run())
          .hasCauseInstanceOf(NoSuchMethodError.class)
          .hasMessage("grossKg");
      assertThat(bench.stage("two").run().inWords()).as("the next").isEqualTo("done");
    }
  }

  @Test
  void factsWithoutAnEndFailTheStage() {
    Flow flow =
        Flows.of(
            f ->
                f.from("crossing:stage/one")
                    .to("device:weighbridge?ask=weigh&within=1s")
                    .process(
                        exchange -> {
                          List<Object> itself = new ArrayList<>();
                          itself.add(itself);
                          StageExchange.facts(exchange).put("itself", itself);
                        })
                    .to("crossing:done"));
    try (FlowBench bench = new FlowBench(flow)) {
      assertThatThrownBy(() -> bench.stage("one").weight(1, true).run())
          .hasCauseInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void theExchangeIsAsPromised() {
    Flow flow =
        Flows.of(
            builder ->
                builder
                    .from("crossing:stage/one")
                    .process(
                        e ->
                            StageExchange.facts(e)
                                .put("crossing", e.getMessage().getHeader(StageExchange.CROSSING))
                                .put("lane", e.getMessage().getHeader(StageExchange.LANE))
                                .put("now", StageExchange.now(e).toString())
                                .put("signal", StageExchange.signal(e))
                                .put("n", StageExchange.signalData(e, "n").orElse("none")))
                    .to("crossing:next/two"));
    try (FlowBench bench = new FlowBench(flow)) {
      Came came = bench.stage("one").signal("at-exit", Map.of("n", 3)).run();
      assertThat(came.facts())
          .containsEntry("crossing", "0190c2a4-0000-7000-8000-000000000001")
          .containsEntry("lane", "L1")
          .containsEntry("now", "2026-03-01T04:00:00Z")
          .containsEntry("signal", "at-exit")
          .containsEntry("n", 3L);
      assertThat(bench.stage("one").run().facts())
          .containsEntry("signal", "")
          .containsEntry("n", "none");
    }
  }

  @Test
  void theFactsOfACallAreNotChangedByTheStage() {
    Flow flow =
        Flows.of(
            builder ->
                builder
                    .from("crossing:stage/one")
                    .process(e -> StageExchange.facts(e).put("a", 2L))
                    .throwException(new IllegalStateException("after the change")));
    try (FlowBench bench = new FlowBench(flow)) {
      FlowBench.Run run = bench.stage("one").fact("a", 1L);
      assertThatThrownBy(run::run).hasMessage("after the change");
      assertThatThrownBy(run::run).hasMessage("after the change");
    }
  }

  @Test
  void aBodyThatIsNoLongerTheFactsFailsTheStage() {
    Flow flow =
        Flows.of(
            builder ->
                builder
                    .from("crossing:stage/one")
                    .process(e -> e.getMessage().setBody("text"))
                    .to("crossing:next/two"));
    try (FlowBench bench = new FlowBench(flow)) {
      assertThatThrownBy(() -> bench.stage("one").run())
          .hasMessage("stage 'one' replaced the facts in the message's body");
    }
  }
}
