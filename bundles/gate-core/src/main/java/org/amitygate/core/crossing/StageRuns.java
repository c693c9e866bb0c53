package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages: dispatches a crossing that can run after its commit, and commits what the stage
 * came to, once. A crossing runs one stage at a time; what became of a stage that was overtaken (a
 * hold, a withdrawal) is dropped.
 */
public final class StageRuns implements Crossings.Observer {

  /** Runs of one stage before it is a HOLD_SYSTEM. */
  static final int ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(StageRuns.class);

  private final Journal journal;
  private final Crossings crossings;
  private final Supplier<FlowRunner> flows;
  private final Function<String, Optional<EffectHandler>> effects;
  private final Function<StageCallKey, FlowRunner.Questions> questions;
  private final Executor executor;

  /** Stages handed to the flow runner and not yet committed. */
  private final Set<StageCallKey> running = ConcurrentHashMap.newKeySet();

  /** Stages whose flow version is not here; tried again when flows change. */
  private final Map<StageCallKey, Crossing> parked = new ConcurrentHashMap<>();

  private volatile boolean open;

  /** One run of a stage. */
  record StageCallKey(UUID crossing, String lane, int visit, int attempt) {}

  public StageRuns(
      Journal journal,
      Crossings crossings,
      Supplier<FlowRunner> flows,
      Function<String, Optional<EffectHandler>> effects,
      QuestionDesk questions,
      Executor executor) {
    this.journal = journal;
    this.crossings = crossings;
    this.flows = flows;
    this.effects = effects;
    this.questions = questions::forRun;
    this.executor = executor;
  }

  /** Begins to dispatch: everything that can run, and from now on whatever becomes able to. */
  public void open(List<Crossing> all) {
    open = true;
    all.forEach(this::dispatch);
    flows.get().onChange(this::retryParked);
  }

  public void close() {
    open = false;
  }

  @Override
  public void put(Transaction tx, Crossing crossing) {
    if (crossing.runnable()) {
      tx.afterCommit(() -> dispatch(crossing));
    }
  }

  private void retryParked() {
    List<Crossing> again = new ArrayList<>(parked.values());
    parked.clear();
    again.forEach(this::dispatch);
  }

  private void dispatch(Crossing crossing) {
    if (!open || !crossing.runnable()) {
      return;
    }
    StageCallKey key =
        new StageCallKey(crossing.id(), crossing.lane(), crossing.visit(), crossing.failures());
    if (flows.get().stages(crossing.flow(), crossing.flowVersion()).isEmpty()) {
      LOG.info(
          "crossing {} waits for flow {} {}",
          crossing.name(),
          crossing.flow(),
          crossing.flowVersion());
      parked.put(key, crossing);
      return;
    }
    if (running.add(key)) {
      executor.execute(() -> run(key, crossing));
    }
  }

  private void run(StageCallKey key, Crossing crossing) {
    StageCall call =
        new StageCall(
            crossing.id().toString(),
            crossing.name(),
            crossing.role(),
            crossing.lane(),
            crossing.flow(),
            crossing.flowVersion(),
            crossing.stage(),
            crossing.visit(),
            crossing.enteredAt(),
            Map.copyOf(crossing.facts()),
            crossing.signal(),
            questions.apply(key));
    CompletionStage<StageResult> result;
    try {
      result = flows.get().run(call);
    } catch (RuntimeException
        | Error e) { // a flow's own code, LinkageError included, must not end the engine
      commit(key, call, null, e);
      return;
    }
    result.whenComplete((done, failure) -> commit(key, call, done, failure));
  }

  private void commit(StageCallKey key, StageCall call, StageResult result, Throwable failure) {
    journal
        .submit(tx -> settle(tx, key, call, result, failure))
        .whenComplete(
            (done, error) -> {
              running.remove(key);
              if (error != null && failure == null) {
                LOG.warn(
                    "stage {} of {} could not be committed: {}",
                    call.stage(),
                    call.name(),
                    error.toString());
                commit(key, call, null, error);
              } else if (error != null) {
                LOG.error(
                    "stage {} of {} failed and could not be recorded",
                    call.stage(),
                    call.name(),
                    error);
              }
            });
  }

  private Object settle(
      Transaction tx, StageCallKey key, StageCall call, StageResult result, Throwable failure) {
    Crossing crossing = crossings.find(tx, key.crossing()).orElseThrow();
    if (crossing.visit() != key.visit()
        || !crossing.runnable()
        || crossing.failures() != key.attempt()) {
      crossings.note(
          tx,
          crossing,
          "StageOvertaken",
          Json.object().put("stage", call.stage()).put("visit", call.visit()));
      return "overtaken";
    }
    if (failure != null) {
      fail(tx, crossing, failure);
    } else {
      apply(tx, crossing, call, result);
    }
    crossings.put(tx, crossing);
    return "committed";
  }

  private void fail(Transaction tx, Crossing crossing, Throwable failure) {
    int failures = crossing.failed();
    String text =
        String.valueOf(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    ObjectNode body =
        Json.object().put("stage", crossing.stage()).put("failures", failures).put("cause", text);
    crossings.note(tx, crossing, "StageFailed", body);
    LOG.warn(
        "stage {} of {} failed ({} of {})",
        crossing.stage(),
        crossing.name(),
        failures,
        ATTEMPTS,
        failure);
    if (failures >= ATTEMPTS) {
      crossings.hold(
          tx, crossing, HoldReason.SYSTEM, "stage '" + crossing.stage() + "' failed: " + text);
    }
  }

  private void apply(Transaction tx, Crossing crossing, StageCall call, StageResult result) {
    crossings.note(tx, crossing, "StageCompleted", report(crossing, call, result));
    String declaredBefore = crossing.fact("declaration");
    crossing.facts(result.facts());
    String declaration = crossing.fact("declaration");
    if (crossing.role() == Role.EXIT
        && !declaration.equals(declaredBefore)
        && !Declarations.claim(tx, declaration, crossing.id().toString())) {
      crossings.hold(
          tx,
          crossing,
          HoldReason.ID_UNDECLARED,
          "declaration '" + declaration + "' serves another crossing");
      return;
    }
    for (Effect effect : result.effects()) {
      effects
          .apply(effect.kind())
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "nothing here carries out '" + effect.kind() + ":' effects"))
          .commit(tx, crossing, effect);
    }
    if (crossing.state() == Crossing.State.UNDER_WAY) {
      conclude(tx, crossing, result.outcome());
    }
  }

  private void conclude(Transaction tx, Crossing crossing, StageOutcome outcome) {
    if (outcome instanceof StageOutcome.Next next) {
      crossing.enter(known(crossing, next.stage()), null, tx.now());
    } else if (outcome instanceof StageOutcome.Await await) {
      Instant deadline = tx.now().plus(await.within());
      known(crossing, await.then());
      crossing.await(new Crossing.Waiting(await.answers(), deadline, await.late(), await.then()));
      crossings.settle(tx, crossing);
    } else if (outcome instanceof StageOutcome.Hold hold) {
      crossings.hold(tx, crossing, hold.reason(), hold.text());
    } else if (outcome instanceof StageOutcome.Refuse refuse) {
      crossings.refuse(tx, crossing, refuse.code());
    } else if (outcome instanceof StageOutcome.Done) {
      crossings.done(tx, crossing);
    }
  }

  private String known(Crossing crossing, String stage) {
    boolean there =
        flows
            .get()
            .stages(crossing.flow(), crossing.flowVersion())
            .map(s -> s.contains(stage))
            .orElse(true);
    if (!there) {
      throw new IllegalStateException(
          "flow '" + crossing.flow() + "' has no stage '" + stage + "'");
    }
    return stage;
  }

  private static ObjectNode report(Crossing crossing, StageCall call, StageResult result) {
    Map<String, Object> changed = new LinkedHashMap<>();
    result
        .facts()
        .forEach(
            (name, value) -> {
              if (!Objects.equals(crossing.facts().get(name), value)) {
                changed.put(name, value);
              }
            });
    ObjectNode body = Json.object().put("stage", call.stage()).put("visit", call.visit());
    call.signal()
        .ifPresent(
            signal -> body.put("signal", signal.name()).put("signalAt", signal.at().toString()));
    body.put("outcome", result.outcome().getClass().getSimpleName());
    body.set("detail", Json.object(result.outcome()));
    body.set("facts", Json.object(changed));
    body.set("effects", Json.object(Map.of("list", result.effects())).get("list"));
    return body;
  }
}
