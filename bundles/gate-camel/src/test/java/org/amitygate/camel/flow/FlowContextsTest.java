package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.camel.gateway.FakeConfig;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.plugin.FlowFigures;
import org.amitygate.flow.StageExchange;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Version;

/** Versions of flows side by side, chosen, reconfigured and let go. */
class FlowContextsTest {

  private final FakeConfig config = new FakeConfig();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final FlowContexts contexts =
      new FlowContexts(config, DefaultCamelContext::new, executor);

  @AfterEach
  void close() {
    contexts.close();
    executor.shutdownNow();
  }

  private static Version version(String text) {
    return Version.parseVersion(text);
  }

  private String said(String version) {
    return Flows.said(contexts, version);
  }

  @Test
  void versionsRunSideBySide() {
    AtomicInteger changes = new AtomicInteger();
    contexts.onChange(changes::incrementAndGet);
    assertThat(contexts.versionFor("f", "L1")).isEmpty();
    assertThat(contexts.stages("f", "1.9.0")).isEmpty();
    contexts.add("f", version("1.9.0"), Flows.says("NINE"));
    contexts.add("f", version("1.10.0"), Flows.says("TEN"));
    contexts.add("other", version("3.0.0"), Flows.says("OTHER"));

    assertThat(contexts.versions("f")).containsExactly("1.9.0", "1.10.0");
    assertThat(contexts.versionFor("f", "L1")).as("the highest, as versions go").hasValue("1.10.0");
    assertThat(contexts.stages("f", "1.9.0")).hasValue(List.of("one", "two"));
    assertThat(contexts.stages("f", "1.9")).as("the same version").hasValue(List.of("one", "two"));
    assertThat(contexts.stages("f", "1.8")).isEmpty();
    assertThat(said("1.9.0")).isEqualTo("NINE");
    assertThat(said("1.10.0")).isEqualTo("TEN");

    contexts.use("f", "1.9.0");
    assertThat(contexts.versionFor("f", "L1")).hasValue("1.9.0");
    contexts.remove("f", version("1.9.0"));
    assertThat(contexts.versionFor("f", "L1"))
        .as("chosen and not here: no other instead")
        .isEmpty();
    assertThat(contexts.versions("f")).containsExactly("1.10.0");
    assertThatThrownBy(() -> said("1.9.0")).rootCause().hasMessage("flow f 1.9.0 is not here");
    assertThat(changes).hasValue(4);
  }

  @Test
  void aLaneMayTakeAnotherVersionThanTheRest() {
    contexts.add("f", version("1.0.0"), Flows.says("OLD"));
    contexts.add("f", version("1.1.0"), Flows.says("NEW"));
    contexts.use("f", "1.0.0");
    contexts.use("f", "L1", "1.1.0");
    assertThat(contexts.versionFor("f", "L1")).hasValue("1.1.0");
    assertThat(contexts.versionFor("f", "L2")).hasValue("1.0.0");
    contexts.bad("f", Set.of("1.1.0"));
    assertThat(contexts.isBad("f", "1.1.0", "L1")).as("L1 takes it").isFalse();
    assertThat(contexts.isBad("f", "1.1.0", "L2")).isTrue();
    assertThat(contexts.isBad("f", "1.0.0", "L2")).isFalse();
    contexts.use("f", "1.0.0");
    assertThat(contexts.versionFor("f", "L1")).as("chosen for all").hasValue("1.0.0");
    assertThat(contexts.isBad("f", "1.1.0", "L1")).isTrue();
  }

  @Test
  void countsWhatCameOfEachVersionOnEachLane() {
    contexts.add("f", version("1.0.0"), Flows.to("crossing:hold?reason=WEIGHT"));
    contexts.add(
        "f",
        version("1.1.0"),
        Flows.of(
            f ->
                f.from("crossing:stage/one")
                    .process(
                        exchange -> {
                          throw new IllegalStateException("a fault");
                        })));
    assertThat(contexts.figures("f", "1.0.0", "L1")).isEqualTo(FlowFigures.NONE);
    contexts.run(Flows.call("f", "1.0.0", "one", Flows.NO_QUESTIONS)).toCompletableFuture().join();
    contexts.run(Flows.call("f", "1.0.0", "two", Flows.NO_QUESTIONS)).toCompletableFuture().join();
    assertThatThrownBy(
            () ->
                contexts
                    .run(Flows.call("f", "1.1.0", "one", Flows.NO_QUESTIONS))
                    .toCompletableFuture()
                    .join())
        .rootCause()
        .hasMessage("a fault");
    FlowFigures old = contexts.figures("f", "1.0.0", "L1");
    assertThat(old.begun()).as("visit 1").isEqualTo(2);
    assertThat(old.runs()).isEqualTo(2);
    assertThat(old.held()).isEqualTo(1);
    assertThat(old.ended()).isEqualTo(1);
    assertThat(old.failures()).isZero();
    assertThat(old.lasted()).isPositive();
    assertThat(contexts.figures("f", "1.1.0", "L1").failures()).isEqualTo(1);
    assertThat(contexts.figures("f", "1.0.0", "L2")).isEqualTo(FlowFigures.NONE);
    contexts.remove("f", version("1.0.0"));
    assertThat(contexts.figures("f", "1.0.0", "L1")).isEqualTo(FlowFigures.NONE);
  }

  @Test
  void aStageDeclaresTheFormOfItsFacts() {
    contexts.add(
        "f",
        version("1.0.0"),
        Flows.of(f -> f.from("crossing:stage/one?compatible=3").to("crossing:done")));
    assertThat(contexts.compatible("f", "1.0.0")).isEqualTo(Map.of("one", 3));
    assertThat(contexts.compatible("f", "1.1.0")).isEmpty();
    contexts.add(
        "f",
        version("1.1.0"),
        Flows.of(f -> f.from("crossing:stage/one?compatible=all").to("crossing:done")));
    assertThat(contexts.whyNot("f", "1.1.0").orElseThrow())
        .contains("crossing:stage/one compatible=all is not a whole number");
  }

  @Test
  void theSameVersionTwiceIsRefused() {
    assertThat(contexts.add("f", version("1.0.0"), Flows.says("FIRST"))).isTrue();
    assertThat(contexts.add("f", version("1.0.0"), Flows.says("SECOND"))).isFalse();
    assertThat(said("1.0.0")).isEqualTo("FIRST");
  }

  @Test
  void aRefusedVersionSaysWhyAndLeavesTheOthersAlone() {
    contexts.add("f", version("1.0.0"), Flows.says("GOOD"));
    contexts.add("f", version("2.0.0"), Flows.to("seda:x"));
    assertThat(contexts.whyNot("f", "2.0.0").orElseThrow())
        .startsWith("flow f 2.0.0: ")
        .contains("seda:x");
    assertThat(contexts.whyNot("f", "1.0.0")).isEmpty();
    assertThat(contexts.versionFor("f", "L1")).hasValue("1.0.0");
    assertThat(said("1.0.0")).isEqualTo("GOOD");
    contexts.remove("f", version("2.0.0"));
    assertThat(contexts.whyNot("f", "2.0.0")).isEmpty();
  }

  @Test
  void aStageThatIsNotThereFails() {
    contexts.add("f", version("1.0.0"), Flows.says("X"));
    assertThatThrownBy(
            () ->
                contexts
                    .run(Flows.call("f", "1.0.0", "three", Flows.NO_QUESTIONS))
                    .toCompletableFuture()
                    .join())
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("flow f 1.0.0 has no stage 'three' that runs");
  }

  @Test
  void onlyAFlowThatReadsASettingIsBuiltAnewWhenItChanges() {
    AtomicInteger reading = new AtomicInteger();
    AtomicInteger other = new AtomicInteger();
    contexts.add(
        "f",
        version("1.0.0"),
        Flows.of(
            f -> {
              reading.incrementAndGet();
              f.from("crossing:stage/one").to("crossing:refuse?code={{the.code:NONE}}");
            }));
    contexts.add(
        "f",
        version("2.0.0"),
        Flows.of(
            f -> {
              other.incrementAndGet();
              f.from("crossing:stage/one").to("crossing:done");
            }));
    assertThat(said("1.0.0")).isEqualTo("NONE");
    config.flowSettings(Map.of("the.code", "CHANGED"));
    assertThat(said("1.0.0")).isEqualTo("CHANGED");
    config.flowSettings(Map.of("the.code", "CHANGED", "another", "1"));
    assertThat(reading).hasValue(2);
    assertThat(other).hasValue(1);
  }

  @Test
  void aChangeThatAFlowCannotTakeLeavesItAsItWasAndIsMendedByTheNext() {
    contexts.add("f", version("1.0.0"), Flows.to("crossing:refuse?code={{the.code:NONE}}"));
    config.flowSettings(Map.of("the.code", "no code"));
    assertThat(said("1.0.0")).isEqualTo("NONE");
    assertThat(contexts.whyNot("f", "1.0.0").orElseThrow()).contains("must be capital letters");
    config.flowSettings(Map.of("the.code", "MENDED"));
    assertThat(said("1.0.0")).isEqualTo("MENDED");
    assertThat(contexts.whyNot("f", "1.0.0")).isEmpty();
  }

  @Test
  void aChangeThatAFlowCannotTakeIsRefusedWhole() {
    contexts.add("f", version("1.0.0"), Flows.to("crossing:refuse?code={{the.code:NONE}}"));
    contexts.add("f", version("2.0.0"), Flows.says("SAME"));
    assertThat(config.refusals(Map.of("the.code", "no code")))
        .containsExactly(
            "flows: flow f 1.0.0: crossing:refuse code=no code must be capital letters, digits and"
                + " _");
    assertThat(contexts.whyNot("f", "1.0.0")).as("nothing has happened").isEmpty();
    assertThat(said("1.0.0")).isEqualTo("NONE");
    assertThat(config.refusals(Map.of("the.code", "GOOD"))).isEmpty();
    assertThat(said("1.0.0")).as("only asked").isEqualTo("NONE");

    config.flowSettings(Map.of("the.code", "no code"));
    assertThat(config.refusals(Map.of("the.code", "no code", "another", "1")))
        .as("it does not run with what is in force either")
        .isEmpty();
  }

  @Test
  @Timeout(60)
  void aVersionThatGoesFinishesItsStagesFirst() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    CamelContext watched =
        new DefaultCamelContext() {
          @Override
          public void stop() {
            order.add("context stopped");
            super.stop();
          }
        };
    try (FlowContexts own = new FlowContexts(config, () -> watched, executor)) {
      own.add(
          "f",
          version("1.0.0"),
          Flows.of(
              f ->
                  f.from("crossing:stage/one")
                      .to("device:x?ask=y&within=1s")
                      .process(e -> order.add("stage ended"))
                      .to("crossing:done")));
      Hanging hanging = new Hanging();
      CompletableFuture<StageResult> running =
          own.run(Flows.call("f", "1.0.0", "one", hanging)).toCompletableFuture();
      assertThat(hanging.asked.await(10, TimeUnit.SECONDS)).isTrue();
      Thread remover = new Thread(() -> own.remove("f", version("1.0.0")));
      remover.start();
      while (remover.isAlive() && remover.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      assertThat(order).as("the remover waits").isEmpty();
      hanging.answer.complete(new DeviceAnswer(Optional.empty(), "late"));
      assertThat(running.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(new StageOutcome.Done());
      remover.join();
      assertThat(order).containsExactly("stage ended", "context stopped");
    }
  }

  @Test
  void waitingForAnswersKeepsNoThread() throws Exception {
    contexts.add("f", version("1.0.0"), Flows.to("device:x?ask=y&within=1s", "crossing:done"));
    Hanging hanging = new Hanging();
    List<CompletableFuture<StageResult>> many =
        java.util.stream.IntStream.range(0, 200)
            .mapToObj(
                i -> contexts.run(Flows.call("f", "1.0.0", "one", hanging)).toCompletableFuture())
            .toList();
    contexts.add("f", version("2.0.0"), Flows.says("FREE"));
    assertThat(said("2.0.0")).isEqualTo("FREE");
    hanging.answer.complete(new DeviceAnswer(Optional.empty(), "late"));
    for (CompletableFuture<StageResult> one : many) {
      assertThat(one.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(new StageOutcome.Done());
    }
  }

  @Test
  void oneFlowsThreadsAreItsAnswersExecutor() throws Exception {
    contexts.add(
        "f",
        version("1.0.0"),
        Flows.of(
            f ->
                f.from("crossing:stage/one")
                    .to("device:x?ask=y&within=1s")
                    .process(
                        e -> StageExchange.facts(e).put("thread", Thread.currentThread().getName()))
                    .to("crossing:done")));
    Hanging hanging = new Hanging();
    CompletableFuture<StageResult> running =
        contexts.run(Flows.call("f", "1.0.0", "one", hanging)).toCompletableFuture();
    assertThat(hanging.asked.await(10, TimeUnit.SECONDS)).isTrue();
    hanging.answer.complete(new DeviceAnswer(Optional.empty(), "late"));
    assertThat((String) running.get(10, TimeUnit.SECONDS).facts().get("thread"))
        .as("never on the thread that gave the answer")
        .startsWith("pool-");
  }

  /** Answers when the test says so. */
  private static final class Hanging implements Questions {
    final CountDownLatch asked = new CountDownLatch(1);
    final CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();

    @Override
    public CompletionStage<DeviceAnswer> device(
        int call, String role, String ask, Duration within) {
      asked.countDown();
      return answer;
    }

    @Override
    public CompletionStage<DeclarationMatch> declaration(
        int call, String plate, Optional<Integer> confidence) {
      throw new AssertionError();
    }
  }
}
