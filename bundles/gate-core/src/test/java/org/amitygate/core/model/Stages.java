package org.amitygate.core.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.device.Command;

/** A flow whose runs do what the moves tell them, and nothing by themselves. */
final class Stages implements FlowRunner {

  private static final String VERSION = "1.0.0";

  /** A run that has not ended. */
  static final class Run {
    final StageCall call;

    /** What it was started on never came to the disk: nothing may come of it. */
    final boolean ghost;

    final CompletableFuture<StageResult> result = new CompletableFuture<>();
    int questions;
    boolean asking;

    Run(StageCall call, boolean ghost) {
      this.call = call;
      this.ghost = ghost;
    }
  }

  private final Play play;
  private final List<Runnable> listeners = new ArrayList<>();

  /** In this process. */
  private final List<Run> running = new ArrayList<>();

  /** How often each visit was run in this process, beside the times that it failed. */
  private final Map<String, Integer> begun = new HashMap<>();

  /** Answers that a run was given, by crossing, visit and call. */
  private final Map<String, DeviceAnswer> given = new HashMap<>();

  private boolean here = true;
  private boolean throwNext;

  Stages(Play play) {
    this.play = play;
  }

  void crash() {
    running.clear();
    begun.clear();
    listeners.clear();
    throwNext = false;
  }

  int running() {
    return running.size();
  }

  boolean asking() {
    return running.stream().anyMatch(run -> run.asking);
  }

  // Moves

  void here(boolean is) {
    here = is;
    List.copyOf(listeners).forEach(Runnable::run);
  }

  void throwNext() {
    throwNext = true;
  }

  void ask(int choice) {
    if (running.isEmpty()) {
      return;
    }
    Run run = running.get(choice % running.size());
    if (!run.asking) {
      run.asking = true;
      run.questions++;
      run.call
          .questions()
          .device(run.questions, "weighbridge", Command.WEIGH, Duration.ofSeconds(5))
          .whenComplete((answer, failure) -> answered(run, answer, failure));
    }
  }

  private void answered(Run run, DeviceAnswer answer, Throwable failure) {
    run.asking = false;
    if (failure != null) {
      end(run, new Ending(Ending.Kind.FAILS, "a", List.of(), Duration.ZERO, "", List.of()));
      return;
    }
    play.look();
    ModelCrossing crossing = play.model.crossings.get(run.call.crossing());
    String visit = run.call.visit() + ":" + run.questions;
    if (!run.ghost && crossing.visit() == run.call.visit()) {
      if (!crossing.answers.contains(visit)) {
        play.fault("an answer before it is on disk: " + visit);
      }
      DeviceAnswer before = given.putIfAbsent(crossing.id + " " + visit, answer);
      if (before != null && !before.equals(answer)) {
        play.fault("another answer to the same question: " + answer + " after " + before);
      }
    }
  }

  void end(int choice, Ending ending) {
    if (!running.isEmpty()) {
      Run run = running.get(choice % running.size());
      if (!run.asking || ending.kind() == Ending.Kind.FAILS) {
        end(run, ending);
      }
    }
  }

  private void end(Run run, Ending ending) {
    if (!running.remove(run)) {
      return;
    }
    if (!run.ghost) {
      play.model.runEnded(run.call.crossing(), run.call.visit(), ending);
    }
    switch (ending.kind()) {
      case FAILS -> run.result.completeExceptionally(new IllegalStateException("no route"));
      case NOTHING -> run.result.complete(null);
      default ->
          run.result.complete(
              new StageResult(
                  ending.outcome(), new LinkedHashMap<>(run.call.facts()), ending.list()));
    }
  }

  // The engine asks

  @Override
  public Optional<List<String>> stages(String flow, String version) {
    return here ? Optional.of(Ending.STAGES) : Optional.empty();
  }

  @Override
  public Optional<String> versionFor(String flow, String lane) {
    return here ? Optional.of(VERSION) : Optional.empty();
  }

  @Override
  public Map<String, Integer> compatible(String flow, String version) {
    return Map.of();
  }

  @Override
  public Set<FlowVersion> bad() {
    return Set.of();
  }

  @Override
  public void onChange(Runnable changed) {
    listeners.add(changed);
  }

  @Override
  public CompletionStage<StageResult> run(StageCall call) {
    play.look();
    ModelCrossing crossing = play.model.crossings.get(call.crossing());
    String what = call.stage() + " of " + call.crossing() + ", visit " + call.visit();
    boolean ahead = crossing == null || crossing.visit() < call.visit();
    if (ahead && play.besideCommit) {
      Run ghost = new Run(call, true);
      running.add(ghost);
      return ghost.result;
    }
    if (ahead) {
      play.fault("runs " + what + " before it is on disk");
    } else if (!crossing.visits.get(call.visit() - 1).equals(call.stage())) {
      play.fault("runs " + what + ", which is another stage");
    }
    if (running.stream().anyMatch(run -> !run.ghost && same(run.call, call))) {
      play.fault("runs " + what + " twice at once");
    }
    if (begun.merge(call.crossing() + " " + call.visit(), 1, Integer::sum) > 3) {
      play.fault("runs " + what + " a fourth time");
    }
    if (throwNext || call.stage().equals("nowhere")) {
      throwNext = false;
      Ending fails = new Ending(Ending.Kind.FAILS, "a", List.of(), Duration.ZERO, "", List.of());
      play.model.runEnded(call.crossing(), call.visit(), fails);
      throw new IllegalStateException("it cannot begin");
    }
    Run run = new Run(call, false);
    running.add(run);
    return run.result;
  }

  private static boolean same(StageCall one, StageCall other) {
    return one.crossing().equals(other.crossing()) && one.visit() == other.visit();
  }
}
