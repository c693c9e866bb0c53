package org.amitygate.camel.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.Signal;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;
import org.amitygate.flow.Flow;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Runs the stages of a flow in a real context, with the gate's own components and scripted answers.
 * For the tests of flows: each stage is one call, and what it came to is looked at from outside.
 */
public final class FlowBench implements AutoCloseable {

  /** Gate time of every stage. */
  public static final Instant NOW = Instant.parse("2026-03-01T04:00:00Z");

  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final FlowContext context;

  /**
   * @throws IllegalArgumentException the gate refuses the flow; the message says why
   */
  public FlowBench(Flow flow, Map<String, String> settings) {
    try {
      context =
          FlowContext.start(
              "bench 1.0.0", flow, new DefaultCamelContext(), settings, Segments.on(executor));
    } catch (RuntimeException e) {
      executor.shutdownNow();
      throw e;
    }
  }

  public FlowBench(Flow flow) {
    this(flow, Map.of());
  }

  /** Prepares one run of one stage. */
  public Run stage(String name) {
    return new Run(name);
  }

  @Override
  public void close() {
    context.close(Duration.ofSeconds(5));
    executor.shutdownNow();
  }

  /** A question that a stage asked. */
  public record Asked(int call, String what) {}

  /** What a stage came to. */
  public record Came(
      StageOutcome outcome, Map<String, Object> facts, List<Effect> effects, List<Asked> asked) {

    /**
     * Such as {@code next weigh}, {@code hold WEIGHT}, {@code await customs then decide}, {@code
     * refuse X}, {@code done}.
     */
    public String inWords() {
      if (outcome instanceof StageOutcome.Next next) {
        return "next " + next.stage();
      } else if (outcome instanceof StageOutcome.Hold hold) {
        return "hold " + hold.reason();
      } else if (outcome instanceof StageOutcome.Await await) {
        return "await " + String.join(",", await.answers()) + " then " + await.then();
      } else if (outcome instanceof StageOutcome.Refuse refuse) {
        return "refuse " + refuse.code();
      }
      return "done";
    }

    /** The effects, such as {@code partner:offer}, {@code authority:customs ask}. */
    public List<String> effectsInWords() {
      return effects.stream()
          .map(
              effect ->
                  effect.kind()
                      + ":"
                      + (effect.target().isEmpty() ? "" : effect.target() + " ")
                      + effect.name())
          .toList();
    }

    /**
     * @throws ClassCastException it does not wait
     */
    public StageOutcome.Await await() {
      return (StageOutcome.Await) outcome;
    }

    /**
     * @throws ClassCastException it does not hold
     */
    public String holdText() {
      return ((StageOutcome.Hold) outcome).text();
    }

    public Object fact(String name) {
      return facts.get(name);
    }
  }

  /** One run of one stage: facts and signal before, answers in the order of the questions. */
  public final class Run implements Questions {

    private final String stage;
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private Optional<Signal> signal = Optional.empty();

    private Run(String stage) {
      this.stage = stage;
    }

    public Run fact(String name, Object value) {
      facts.put(name, value);
      return this;
    }

    public Run facts(Map<String, Object> all) {
      facts.putAll(all);
      return this;
    }

    /**
     * What ended the waiting before this stage. Without it the stage begins as after a person's
     * release.
     */
    public Run signal(String name, Map<String, Object> data) {
      signal = Optional.of(new Signal(name, NOW, data));
      return this;
    }

    public Run signal(String name) {
      return signal(name, Map.of());
    }

    public Run answer(Reading reading) {
      answers.add(new DeviceAnswer(Optional.of(reading), ""));
      return this;
    }

    public Run weight(long grossKg, boolean stable) {
      return answer(new WeightMeasured(NOW, grossKg, stable, Map.of()));
    }

    public Run noAnswer(String why) {
      answers.add(new DeviceAnswer(Optional.empty(), why));
      return this;
    }

    public Run declared(DeclarationMatch.Kind kind, Map<String, Object> declaration) {
      answers.add(new DeclarationMatch(kind, declaration));
      return this;
    }

    /** There is none, but one of this plate is used: {@code DEC-1 serves crossing …}. */
    public Run declaredBefore(String serves) {
      answers.add(new DeclarationMatch(DeclarationMatch.Kind.NONE, Map.of(), serves));
      return this;
    }

    /** The next question fails as the journal may. */
    public Run failure(RuntimeException failure) {
      answers.add(failure);
      return this;
    }

    /**
     * @throws IllegalStateException the stage failed, with the sentence that the gate records
     */
    public Came run() {
      StageCall call =
          new StageCall(
              "0190c2a4-0000-7000-8000-000000000001",
              "HN-0301-0001-A",
              Role.EXIT,
              "L1",
              "bench",
              "1.0.0",
              stage,
              1,
              NOW,
              Map.copyOf(facts),
              signal,
              this);
      try {
        StageResult result =
            context.run(call).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
        return new Came(result.outcome(), result.facts(), result.effects(), List.copyOf(asked));
      } catch (CompletionException e) {
        throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
      }
    }

    @Override
    public CompletionStage<DeviceAnswer> device(
        int call, String role, String ask, Duration within) {
      asked.add(new Asked(call, role + " " + ask + " within " + within));
      return next(DeviceAnswer.class, role + " " + ask);
    }

    @Override
    public CompletionStage<DeclarationMatch> declaration(
        int call, String plate, Optional<Integer> confidencePercent) {
      asked.add(
          new Asked(
              call,
              "declaration " + plate + confidencePercent.map(c -> " " + c + " %").orElse("")));
      return next(DeclarationMatch.class, "the declaration");
    }

    private <A> CompletionStage<A> next(Class<A> type, String question) {
      Object answer = answers.poll();
      if (answer instanceof RuntimeException failure) {
        return CompletableFuture.supplyAsync(
            () -> {
              throw failure;
            });
      }
      if (!type.isInstance(answer)) {
        throw new AssertionError("the test has no answer for " + question);
      }
      return CompletableFuture.supplyAsync(() -> type.cast(answer));
    }
  }
}
