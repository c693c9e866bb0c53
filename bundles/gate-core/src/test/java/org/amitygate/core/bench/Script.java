package org.amitygate.core.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.StageOutcome;

/** A flow that the test writes: one function per stage, in the order of the stages. */
public final class Script implements FlowRunner {

  public final Map<String, Function<StageCall, CompletionStage<StageResult>>> stages =
      new LinkedHashMap<>();
  public final List<StageCall> runs = new ArrayList<>();
  public final List<Runnable> listeners = new ArrayList<>();
  public String version = "1.0.0";
  public boolean here = true;

  /**
   * What versions declare compatible. Those that are named here are here, beside {@link #version}.
   */
  public final Map<String, Map<String, Integer>> compatible = new LinkedHashMap<>();

  public final Set<FlowVersion> bad = new HashSet<>();

  /** A stage that ends so, with its facts unchanged. */
  public Script stage(String name, StageOutcome outcome, Effect... effects) {
    return stage(name, call -> result(outcome, call.facts(), effects));
  }

  public Script stage(String name, Function<StageCall, CompletionStage<StageResult>> run) {
    stages.put(name, run);
    return this;
  }

  public static CompletionStage<StageResult> result(
      StageOutcome outcome, Map<String, Object> facts, Effect... effects) {
    return CompletableFuture.completedFuture(new StageResult(outcome, facts, List.of(effects)));
  }

  public List<String> ran() {
    return runs.stream().map(StageCall::stage).toList();
  }

  @Override
  public Optional<List<String>> stages(String flow, String wanted) {
    return here && (wanted.equals(version) || compatible.containsKey(wanted))
        ? Optional.of(List.copyOf(stages.keySet()))
        : Optional.empty();
  }

  @Override
  public Optional<String> versionFor(String flow, String lane) {
    return here ? Optional.of(version) : Optional.empty();
  }

  @Override
  public Map<String, Integer> compatible(String flow, String wanted) {
    return compatible.getOrDefault(wanted, Map.of());
  }

  @Override
  public Set<FlowVersion> bad() {
    return bad;
  }

  @Override
  public CompletionStage<StageResult> run(StageCall call) {
    runs.add(call);
    return stages.get(call.stage()).apply(call);
  }

  @Override
  public void onChange(Runnable changed) {
    listeners.add(changed);
  }

  public void changed() {
    List.copyOf(listeners).forEach(Runnable::run);
  }
}
