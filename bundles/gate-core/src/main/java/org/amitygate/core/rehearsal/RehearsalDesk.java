package org.amitygate.core.rehearsal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.StageSettings;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.core.operations.TypedTime;
import org.amitygate.core.plugin.Asides;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a flow aside, rehearses it beside the traffic, and takes it away again. */
@Component
public final class RehearsalDesk implements Rehearsals {

  private static final Logger LOG = LoggerFactory.getLogger(RehearsalDesk.class);

  private final Journal journal;
  private final Archive archive;
  private final GateClock clock;
  private final ConfigSource config;
  private final Asides asides;
  private final CandidateFlows flows;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "gate-rehearsal");
            made.setDaemon(true);
            made.setPriority(Thread.MIN_PRIORITY);
            return made;
          });

  @Activate
  public RehearsalDesk(
      @Reference Journal journal,
      @Reference Archive archive,
      @Reference GateClock clock,
      @Reference ConfigSource config,
      @Reference Asides asides,
      @Reference CandidateFlows flows) {
    this.journal = journal;
    this.archive = archive;
    this.clock = clock;
    this.config = config;
    this.asides = asides;
    this.flows = flows;
  }

  /** A rehearsal that is going on ends without a result. */
  @Deactivate
  public void close() {
    thread.shutdownNow();
  }

  /** Works half of the time at most: the other half is for the traffic. */
  private static void rest(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos);
  }

  @Override
  public CompletableFuture<RehearsalReport> rehearse(
      Actor actor, Path jar, String since, long limit, Consumer<Difference> told) {
    Instant now = clock.now();
    GateConfig gate = config.current();
    Instant from;
    try {
      actor.require(Role.INTEGRATOR);
      from = TypedTime.past("--since", since, gate.gate().timeZone(), now);
      if (!busy.compareAndSet(false, true)) {
        throw new Refusal("a rehearsal is going on; wait for its end");
      }
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    StageSettings settings = StageSettings.of(gate.flowSettings());
    return asides
        .flow(jar)
        .thenCompose(
            aside ->
                onThread(() -> rehearse(aside, settings, from, now, limit, told))
                    .handle(
                        (report, failure) ->
                            removed(aside)
                                .thenCompose(gone -> record(actor, aside, from, report, failure)))
                    .thenCompose(recorded -> recorded))
        .whenComplete((report, failure) -> busy.set(false));
  }

  private CompletableFuture<RehearsalReport> onThread(Supplier<RehearsalReport> task) {
    try {
      return CompletableFuture.supplyAsync(task, thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(stopping());
    }
  }

  private static Refusal stopping() {
    return new Refusal("the gate is stopping; rehearse again when it is up");
  }

  private RehearsalReport rehearse(
      Asides.Aside aside,
      StageSettings settings,
      Instant from,
      Instant until,
      long limit,
      Consumer<Difference> told) {
    LOG.info("flow {} {} is rehearsed from {}", aside.name(), aside.version(), from);
    try {
      return new Rehearsal(
              journal,
              archive,
              flows,
              RehearsalDesk::rest,
              aside.name(),
              aside.version(),
              settings,
              told)
          .run(aside.sha256(), from, until, limit);
    } catch (Refusal e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(stopping());
    }
  }

  /** Completes when it is gone, or cannot be taken away. */
  private static CompletionStage<Boolean> removed(Asides.Aside aside) {
    return aside
        .remove()
        .handle(
            (done, problem) -> {
              if (problem != null) {
                LOG.warn("{} {} is not removed", aside.name(), aside.version(), problem);
              }
              return problem == null;
            });
  }

  /** Whoever saw what was recorded of trucks is on record, also if it came to nothing. */
  private CompletionStage<RehearsalReport> record(
      Actor actor,
      Asides.Aside aside,
      Instant since,
      @Nullable RehearsalReport report,
      @Nullable Throwable failure) {
    ObjectNode body =
        Json.object()
            .put("name", aside.name())
            .put("version", aside.version())
            .put("sha256", aside.sha256())
            .put("who", actor.account())
            .put("since", since.toString());
    if (report != null) {
      body.put("crossings", report.crossings())
          .put("stageRuns", report.stageRuns())
          .put("differing", report.differing())
          .put("millis", report.took().toMillis())
          .set("notRehearsed", Json.object(report.notRehearsed()));
    }
    body.put("reason", report == null ? sentence(failure) : report.sentence());
    LOG.info("rehearsal: {}", body.path("reason").asText());
    return journal
        .submit(tx -> noted(tx, aside.stream(), body))
        .thenCompose(
            done ->
                report == null
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(report));
  }

  private static boolean noted(Transaction tx, String stream, ObjectNode body) {
    tx.append(stream, "FlowRehearsed", body);
    return true;
  }

  private static String sentence(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? "it ended without a result" : String.valueOf(cause.getMessage());
  }
}
