package org.amitygate.core.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.bench.Script;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.DocumentedRoles;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.Asides;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RehearsalDeskTest {

  private static final Actor INTEGRATOR = new Actor("ines", Set.of(Role.INTEGRATOR));
  private static final Path JAR = Path.of("flow.jar");

  private final Recorded recorded = new Recorded().truck("L1");
  private final Bench bench = recorded.bench;
  private final Script candidate = new Script();
  private final List<String> aside = new ArrayList<>();
  private final List<Difference> told = new java.util.concurrent.CopyOnWriteArrayList<>();
  private CompletableFuture<Asides.Aside> bundle =
      CompletableFuture.completedFuture(new Candidate());
  private String cannotRun = "";

  private final RehearsalDesk desk =
      new RehearsalDesk(
          bench.journal,
          new MemoryArchive(bench.journal),
          bench::now,
          bench.config(),
          jar -> bundle,
          (flow, version, settings) -> running());

  RehearsalDeskTest() {
    Recorded.code().forEach(candidate::stage);
    bench.pass(java.time.Duration.ofHours(1));
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private final class Candidate implements Asides.Aside {
    @Override
    public String name() {
      return bench.all().get(0).flow();
    }

    @Override
    public String version() {
      return "1.1.0";
    }

    @Override
    public String sha256() {
      return "ab12";
    }

    @Override
    public String stream() {
      return "plugin:" + name();
    }

    @Override
    public CompletableFuture<Void> remove() {
      aside.add("removed");
      return CompletableFuture.completedFuture(null);
    }
  }

  private CandidateFlows.Candidate running() throws Refusal {
    if (!cannotRun.isEmpty()) {
      throw new Refusal(cannotRun);
    }
    return new CandidateFlows.Candidate() {
      @Override
      public CompletionStage<StageResult> run(StageCall call) {
        return candidate.run(call);
      }

      @Override
      public void close() {
        aside.add("closed");
      }
    };
  }

  private CompletableFuture<RehearsalReport> rehearse(Actor actor, String since) {
    return desk.rehearse(actor, JAR, since, Rehearsals.ALL, told::add);
  }

  /** What is told, once the rehearsal has ended and its record is on disk. */
  private String told(CompletableFuture<RehearsalReport> rehearsal) throws Exception {
    CompletableFuture<String> told =
        rehearsal
            .thenApply(RehearsalReport::sentence)
            .exceptionally(
                failure ->
                    failure instanceof CompletionException
                        ? failure.getCause().getMessage()
                        : failure.getMessage());
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!told.isDone() && System.nanoTime() < until) {
      bench.settle(); // the journal of the bench has the time of the bench
      Thread.onSpinWait();
    }
    return told.getNow("nothing yet");
  }

  @Test
  void tellsWhatDiffersAndRecordsThatItWasDone() throws Exception {
    candidate.stage("decide", call -> Recorded.ended(new StageOutcome.Done(), call.facts()));
    int records = bench.journal.records().size();

    assertThat(told(rehearse(INTEGRATOR, "P1D")))
        .startsWith("flow 1.1.0 decides 1 of 4 stage runs of 1 crossings since")
        .contains("differently");

    assertThat(told).extracting(Difference::stage).containsExactly("decide");
    assertThat(bench.journal.records()).hasSize(records + 1);
    var record = bench.journal.view().records("plugin:flow").get(0);
    assertThat(record.type()).isEqualTo("FlowRehearsed");
    assertThat(record.body().path("who").asText()).isEqualTo("ines");
    assertThat(record.body().path("version").asText()).isEqualTo("1.1.0");
    assertThat(record.body().path("sha256").asText()).isEqualTo("ab12");
    assertThat(record.body().path("differing").asLong()).isEqualTo(1);
    assertThat(record.body().toString()).doesNotContain("29C");
    assertThat(record.personal()).isEmpty();
    assertThat(aside).containsExactly("closed", "closed", "removed");
  }

  @Test
  void theFlowGoesAlsoWhenItCannotBeRehearsed() throws Exception {
    cannotRun = "flow 1.1.0: it declares no stages";
    assertThat(told(rehearse(INTEGRATOR, "P1D"))).isEqualTo("flow 1.1.0: it declares no stages");
    assertThat(aside).containsExactly("removed");
    assertThat(bench.journal.view().records("plugin:flow"))
        .extracting(record -> record.type() + ": " + record.body().path("reason").asText())
        .containsExactly("FlowRehearsed: flow 1.1.0: it declares no stages");

    cannotRun = "";
    assertThat(told(rehearse(INTEGRATOR, "P1D"))).as("and the next one begins").contains("0 of 4");
  }

  @Test
  void oneAfterAnother() throws Exception {
    bundle = new CompletableFuture<>();
    CompletableFuture<RehearsalReport> first = rehearse(INTEGRATOR, "P1D");
    assertThat(told(rehearse(INTEGRATOR, "P1D")))
        .isEqualTo("a rehearsal is going on; wait for its end");
    bundle.complete(new Candidate());
    assertThat(told(first)).contains("0 of 4");
  }

  @Test
  void onlyForIntegratorsAndForTimesInThePast() throws Exception {
    Actor olga = DocumentedRoles.whoMayNot("install, update, rehearse and remove plug-ins");
    assertThat(told(rehearse(olga, "P1D"))).contains("it needs the role integrator");
    assertThat(told(rehearse(INTEGRATOR, "soon"))).startsWith("--since 'soon' is no time");
    assertThat(aside).isEmpty();
  }

  @Test
  void afterItsEndNothingIsRehearsedAndNothingIsLeftAside() throws Exception {
    desk.close();
    assertThat(told(rehearse(INTEGRATOR, "P1D")))
        .isEqualTo("the gate is stopping; rehearse again when it is up");
    assertThat(aside).containsExactly("removed");
  }
}
