package org.amitygate.core.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.core.bench.Announced;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.crossing.StageSettings;
import org.amitygate.device.Outcome;

/**
 * Traffic of a flow with every kind of input and decision, and the flow's code for others to
 * change: a plate is read, a declaration looked for, the weight asked for, customs asked, a truck
 * held.
 */
final class Recorded {

  static final StageSettings SETTINGS = StageSettings.of(Map.of("weight.maxKg", "49000"));

  static final Effect ASK = new Effect("authority", "customs", "ask", Map.of("ask", "release"));

  final Bench bench = new Bench();

  Recorded() {
    code().forEach(bench.script::stage);
    bench.effects.put("authority", (tx, crossing, effect) -> {});
    bench.open();
    Announced.by(bench, "Công ty Ví dụ");
  }

  /** What the flow does, stage by stage. */
  static Map<String, Function<StageCall, CompletionStage<StageResult>>> code() {
    Map<String, Function<StageCall, CompletionStage<StageResult>>> stages = new LinkedHashMap<>();
    stages.put(
        "arrive",
        call ->
            ended(
                new StageOutcome.Await(
                    List.of("plate.entry"), Duration.ofDays(1), "hold:ID_UNREADABLE", "identify"),
                with(call, "looks", 1L)));
    stages.put("identify", Recorded::identify);
    stages.put("weigh", call -> weigh(call, "weigh"));
    stages.put(
        "decide",
        call ->
            ended(
                new StageOutcome.Hold(HoldReason.WEIGHT, call.facts().get("plate") + " is heavy"),
                call.facts()));
    return stages;
  }

  private static CompletionStage<StageResult> identify(StageCall call) {
    Map<String, Object> data = call.signal().orElseThrow().data();
    Map<String, Object> facts = with(call, "plate", data.get("plate"));
    facts.put("plateConfidence", data.get("confidence"));
    facts.remove("looks");
    return call.questions()
        .declaration(1, String.valueOf(data.get("plate")), Optional.of(95))
        .thenCompose(
            match -> {
              facts.put("declaration", match.declaration().get("reference"));
              return ended(new StageOutcome.Next("weigh"), facts);
            });
  }

  /** Asks the weighbridge and customs. */
  static CompletionStage<StageResult> weigh(StageCall call, String ask) {
    return call.questions()
        .device(1, "weighbridge", ask, Duration.ofSeconds(15))
        .thenCompose(
            answer ->
                ended(
                    new StageOutcome.Next("decide"),
                    with(call, "grossKg", answer.reading().isPresent() ? 31_200L : 0L),
                    ASK));
  }

  static Map<String, Object> with(StageCall call, String name, Object value) {
    Map<String, Object> facts = new HashMap<>(call.facts());
    facts.put(name, value);
    return facts;
  }

  static CompletionStage<StageResult> ended(
      StageOutcome outcome, Map<String, Object> facts, Effect... effects) {
    return CompletableFuture.completedFuture(
        new StageResult(outcome, facts, List.of(effects), SETTINGS));
  }

  /** A truck crosses, until it is held. */
  Recorded truck(String lane) {
    bench.loop(lane, "entry", true);
    bench.loop(lane, "exit", true);
    bench.scale = new Outcome.Done(Optional.of(bench.weight(31_200, true)));
    bench.plate(lane, "entry", Bench.PLATE);
    bench.pass(Duration.ofSeconds(2));
    return this;
  }

  /** It has gone, whatever the gate thinks of it. */
  void leaves(String lane) {
    bench.loop(lane, "entry", false);
    bench.loop(lane, "exit", false);
    bench.pass(Duration.ofSeconds(2));
  }

  /** The calls of stages that the flow got, as far as they are the same in a rehearsal. */
  static List<String> calls(List<StageCall> runs) {
    List<String> calls = new ArrayList<>();
    for (StageCall call : runs) {
      calls.add(
          call.name()
              + " "
              + call.role()
              + call.lane()
              + " "
              + call.flow()
              + " "
              + call.stage()
              + call.visit()
              + " "
              + call.now()
              + " "
              + sorted(call.facts())
              + call.signal().map(signal -> signal.name() + signal.at()).orElse("")
              + call.signal().map(signal -> sorted(signal.data())).orElse(""));
    }
    return calls;
  }

  private static String sorted(Map<String, Object> values) {
    return new TreeMap<>(values).toString();
  }
}
