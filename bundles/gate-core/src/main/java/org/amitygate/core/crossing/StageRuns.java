package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the stages: dispatches a crossing that can run beside its commit, and commits what the stage
 * came to, once, and never before what it was started on. A crossing runs one stage at a time; what
 * became of a stage that was overtaken (a hold, a withdrawal) is dropped.
 */
public final class StageRuns implements Crossings.Observer {

  /** Runs of one stage before it is a HOLD_SYSTEM. */
  static final int ATTEMPTS = 3;

  /** After this, what the journal could not take is offered again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(StageRuns.class);

  private final Journal journal;
  private final Crossings crossings;
  private final StageRecord records;
  private final DeclarationClaims claims;
  private final Supplier<FlowRunner> flows;
  private final FlowVersions versions;
  private final Function<String, Optional<EffectHandler>> effects;
  private final Function<StageCallKey, FlowRunner.Questions> questions;
  private final Executor executor;
  private final Scheduler scheduler;

  /** Stages handed to the flow runner and not yet committed. */
  private final Set<StageCallKey> running = ConcurrentHashMap.newKeySet();

  /** Crossings whose flow version is not here; tried again when flows change. */
  private final Map<UUID, Crossing> parked = new ConcurrentHashMap<>();

  private final AtomicReference<@Nullable FlowRunner> followed = new AtomicReference<>();
  private volatile boolean open;
  private volatile boolean closed;

  /**
   * One run of a stage.
   *
   * @param enteredAt of the visit: tells it from one that was started beside a commit that failed
   */
  record StageCallKey(
      UUID crossing, String lane, String stage, int visit, int attempt, Instant enteredAt) {}

  public StageRuns(
      Journal journal,
      Crossings crossings,
      Supplier<FlowRunner> flows,
      FlowVersions versions,
      Function<String, Optional<EffectHandler>> effects,
      QuestionDesk questions,
      Executor executor,
      Scheduler scheduler) {
    this.journal = journal;
    this.crossings = crossings;
    this.records = new StageRecord(crossings);
    this.claims = new DeclarationClaims(crossings);
    this.flows = flows;
    this.versions = versions;
    this.effects = effects;
    this.questions = questions::forRun;
    this.executor = executor;
    this.scheduler = scheduler;
  }

  /** Begins to dispatch: everything that can run, and from now on whatever becomes able to. */
  public void open(List<Crossing> all) {
    all.forEach(crossing -> parked.merge(crossing.id(), crossing, StageRuns::newer));
    open = true;
    follow(flows.get());
  }

  private static Crossing newer(Crossing a, Crossing b) {
    return a.version() > b.version() ? a : b;
  }

  /** Another runner of flows is there: hears of its changes, and tries what waited for a flow. */
  public void follow(FlowRunner runner) {
    if (followed.getAndSet(runner) != runner) {
      runner.onChange(this::flowsChanged);
    }
    flowsChanged();
  }

  private void flowsChanged() {
    retryParked();
    if (open) {
      versions.leaveBad();
    }
  }

  public void close() {
    closed = true;
  }

  /** Begins no stage any more; those that run go on. */
  public void pause() {
    open = false;
  }

  /** Goes on after {@link #pause}, first with what waited. */
  public void resume() {
    open = true;
    retryParked();
  }

  /** Stages that run, each as {@code a stage on lane L1}. */
  public List<String> running() {
    return running.stream().map(key -> "a stage on lane " + key.lane()).sorted().toList();
  }

  /** How many crossings wait for a flow version, and how many stages are being run. */
  public int size() {
    return parked.size() + running.size();
  }

  @Override
  public void put(Transaction tx, Crossing crossing) {
    if (crossing.runnable()) {
      tx.besideCommit(() -> start(crossing));
      tx.afterCommit(() -> dispatch(crossing));
    } else {
      tx.afterCommit(() -> stopped(crossing));
    }
  }

  private void stopped(Crossing crossing) {
    parked.remove(crossing.id());
    if (open && crossing.open() && versions.isBad(crossing)) {
      versions.leaveWaiting(crossing.id());
    }
  }

  private void retryParked() {
    if (!open) {
      return;
    }
    for (UUID id : List.copyOf(parked.keySet())) {
      Crossing crossing = parked.remove(id);
      if (crossing != null) {
        dispatch(crossing);
      }
    }
  }

  private void dispatch(Crossing crossing) {
    if (closed || !crossing.runnable()) {
      return;
    }
    if (!open) {
      parked.merge(crossing.id(), crossing, StageRuns::newer);
      retryParked(); // if it was opened just now
      return;
    }
    if (versions.isBad(crossing)) {
      if (!running.contains(key(crossing))) {
        versions.leave(crossing);
      }
      return;
    }
    if (!canRun(crossing)) {
      LOG.info(
          "crossing {} waits for flow {} {}",
          crossing.name(),
          crossing.flow(),
          crossing.flowVersion());
      parked.put(crossing.id(), crossing);
      if (!canRun(crossing) || !parked.remove(crossing.id(), crossing)) {
        return; // whoever brings the flow finds it
      }
    }
    begin(crossing);
  }

  /** Before it is on disk: only what can be begun at once. */
  private void start(Crossing crossing) {
    if (open && !closed && !versions.isBad(crossing) && canRun(crossing)) {
      begin(crossing);
    }
  }

  private void begin(Crossing crossing) {
    StageCallKey key = key(crossing);
    if (running.add(key)) {
      executor.execute(() -> run(key, crossing));
    }
  }

  private static StageCallKey key(Crossing crossing) {
    return new StageCallKey(
        crossing.id(),
        crossing.lane(),
        crossing.stage(),
        crossing.visit(),
        crossing.failures(),
        crossing.enteredAt());
  }

  private boolean canRun(Crossing crossing) {
    try {
      return flows.get().stages(crossing.flow(), crossing.flowVersion()).isPresent();
    } catch (IllegalStateException e) {
      return false; // no runner of flows at the moment
    }
  }

  private void run(StageCallKey key, Crossing crossing) {
    CompletionStage<StageResult> result;
    try {
      result = flows.get().run(call(key, crossing));
    } catch (RuntimeException | Error e) { // a flow's own code must not end the engine
      commit(key, crossing, null, e);
      return;
    }
    result.whenComplete((done, failure) -> commit(key, crossing, done, failure));
  }

  private StageCall call(StageCallKey key, Crossing crossing) {
    return new StageCall(
        crossing.id().toString(),
        crossing.name(),
        crossing.role(),
        crossing.lane(),
        crossing.flow(),
        crossing.flowVersion(),
        crossing.stage(),
        crossing.visit(),
        crossing.enteredAt(),
        new LinkedHashMap<>(crossing.facts()),
        crossing.signal(),
        questions.apply(key));
  }

  /** Commits what a run came to; the stage stays running until that is on disk. */
  private void commit(
      StageCallKey key, Crossing run, @Nullable StageResult result, @Nullable Throwable failure) {
    journal
        .submit(tx -> settle(tx, key, run, result, failure))
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                running.remove(key);
              } else if (failure == null && !(error instanceof Journal.JournalUnavailable)) {
                LOG.warn(
                    "stage {} of {} could not be committed: {}",
                    run.stage(),
                    run.name(),
                    error.toString());
                commit(key, run, null, error);
              } else if (!closed) {
                if (!(error instanceof Journal.JournalUnavailable)) {
                  LOG.error(
                      "the failure of a stage of {} could not be recorded", run.name(), error);
                }
                scheduler.after(AGAIN, () -> commit(key, run, result, failure));
              }
            });
  }

  private Object settle(
      Transaction tx,
      StageCallKey key,
      Crossing run,
      @Nullable StageResult result,
      @Nullable Throwable failure) {
    Crossing crossing = crossings.find(tx, key.crossing()).orElse(null);
    if (crossing == null
        || crossing.visit() < key.visit()
        || crossing.visit() == key.visit() && !crossing.enteredAt().equals(key.enteredAt())) {
      return "never was"; // the commit that it was started beside has failed
    }
    if (crossing.visit() != key.visit()
        || !crossing.runnable()
        || crossing.failures() != key.attempt()) {
      crossings.note(
          tx,
          crossing,
          "StageOvertaken",
          Json.object().put("stage", run.stage()).put("visit", key.visit()));
      return "overtaken";
    }
    if (result == null) {
      fail(tx, crossing, failure == null ? new IllegalStateException("no result") : failure);
    } else {
      apply(tx, crossing, run, result);
    }
    crossings.put(tx, crossing);
    return "committed";
  }

  private void fail(Transaction tx, Crossing crossing, Throwable failure) {
    int failures = crossing.failed();
    String text =
        String.valueOf(failure.getMessage() == null ? failure.toString() : failure.getMessage());
    ObjectNode body = Json.object().put("stage", crossing.stage()).put("failures", failures);
    crossings.note(tx, crossing, "StageFailed", 2, body, Json.object().put("cause", text));
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

  private void apply(Transaction tx, Crossing crossing, Crossing run, StageResult result) {
    Map<String, Object> facts = result.changed(run.facts(), crossing.facts());
    String declaration = String.valueOf(facts.getOrDefault("declaration", ""));
    Optional<String> taken = claims.take(tx, crossing, declaration);
    records.completed(
        tx, crossing, run, result, taken.isPresent() ? List.of("declaration") : List.of());
    crossing.heard();
    if (taken.isPresent()) {
      facts.remove("declaration");
      crossing.facts(facts);
      crossings.hold(tx, crossing, HoldReason.ID_UNDECLARED, taken.get());
      return;
    }
    crossing.facts(facts);
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
      if (StageOutcome.Late.parse(await.late()) instanceof StageOutcome.Late.NextLate late) {
        known(crossing, late.stage());
      }
      crossing.await(new Waiting(await.answers(), deadline, await.late(), await.then()));
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
}
