package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.amitygate.config.GateConfig;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plug-in host in an OSGi framework. Everything that changes runs on its one thread, the start
 * first.
 */
public final class OsgiPluginHost implements PluginHost, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OsgiPluginHost.class);
  private static final Duration MIND_EVERY = Duration.ofMillis(250);
  private static final Duration RETIRE_EVERY = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final String FIRST_START = "first-start";

  private final Path shipped;
  private final PluginLedger ledger;
  private final PluginFolder folder;
  private final PluginBundles bundles;
  private final Serving serving;
  private final RunningPlugins running = new RunningPlugins();
  private final Releases releases;
  private final PluginChanges changes;
  private final Trials trials;
  private final Asides asides;
  private final Needs needs;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "gate-plugins");
            made.setDaemon(true);
            return made;
          });

  // Written on the host's thread, read everywhere.
  private volatile List<PluginRecord> records = List.of();
  private final PluginViews views = new PluginViews(running);

  /**
   * Makes a host; {@link #start} begins.
   *
   * @param store the gate's own folder of jars
   * @param shipped the folder of jars that came with the server, installed at the first start
   * @param within how long a plug-in may take to come up, and a device to change over
   * @param probation how long a new driver is watched on each lane
   */
  public OsgiPluginHost(
      BundleContext context,
      Journal journal,
      Path store,
      Path shipped,
      DriverTarget drivers,
      FlowTarget flows,
      PluginTrust trust,
      Supplier<GateConfig> config,
      Duration within,
      Duration probation) {
    this.shipped = shipped;
    ledger = new PluginLedger(journal);
    folder = new PluginFolder(store);
    bundles = new PluginBundles(context, within, thread);
    serving = new Serving(context, drivers, flows, config, within);
    releases = new Releases(ledger, bundles, serving, running);
    TrialChanges lanes = new TrialChanges(ledger, serving, running, releases);
    changes =
        new PluginChanges(
            context, ledger, folder, serving, running, releases, lanes, trust, config);
    trials = new Trials(serving, lanes, probation);
    asides = new AsideBundles(bundles, trust, thread);
    needs = new Needs(ledger, folder);
  }

  /** Installs plug-ins beside those that serve. */
  Asides asides() {
    return asides;
  }

  /** Brings everything up that the journal knows; returns at once. */
  public void start() {
    thread.execute(this::boot);
    thread.scheduleWithFixedDelay(
        this::mind, MIND_EVERY.toMillis(), MIND_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    thread.scheduleWithFixedDelay(
        this::retire, RETIRE_EVERY.toMillis(), RETIRE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the plug-ins out of work. Their bundles stay until the framework ends or the next start
   * removes them.
   */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("a change of the plug-ins has not ended");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    running.all().forEach(bundles::release);
    serving.endAll();
  }

  private void boot() {
    try {
      bundles.removeAll();
      for (PluginRecord record : ledger.all().values()) {
        bringBack(record);
      }
      firstStart();
      refresh();
    } catch (Refusal | RuntimeException e) {
      LOG.error("the plug-ins cannot be started, the gate waits: {}", e.getMessage());
      serving.endAll();
      running.clear();
      thread.schedule(this::boot, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    LOG.info(
        "plug-ins are started: {}",
        records.stream().map(record -> record.name() + " " + record.active().version()).toList());
    started.complete(null);
  }

  private void bringBack(PluginRecord record) throws InterruptedException {
    for (PluginRecord.Release release : record.inUse()) {
      Optional<RunningPlugin> up = bringUp(record, release);
      if (up.isPresent() && release.equals(record.active())) {
        serving.exchange(null, up.get(), Releases.EVERYWHERE);
      }
    }
    releases.serve(record);
  }

  private Optional<RunningPlugin> bringUp(PluginRecord record, PluginRecord.Release release)
      throws InterruptedException {
    try {
      RunningPlugin plugin = releases.bringUp(folder.find(record.name(), release));
      running.add(plugin);
      return Optional.of(plugin);
    } catch (Refusal | RuntimeException | LinkageError e) {
      LOG.error(
          "{} {} {} is not up: {}",
          record.kind(),
          record.name(),
          release.version(),
          e.getMessage());
      views.problem(record.name(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void firstStart() throws Refusal, InterruptedException {
    if (ledger.hadFirstStart()) {
      return;
    }
    Map<String, PluginRecord> there = ledger.all();
    for (Path jar : shippedJars()) {
      try {
        if (!there.containsKey(PluginFile.read(jar).name())) {
          changes.installShipped(FIRST_START, jar, "came with the server");
        }
      } catch (Refusal e) {
        LOG.error(
            "plug-in {} that came with the server is not installed: {}",
            jar.getFileName(),
            e.getMessage());
      }
    }
    ledger.firstStartDone();
  }

  private List<Path> shippedJars() {
    try (Stream<Path> files = Files.list(shipped)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .sorted(Comparator.naturalOrder())
          .toList();
    } catch (IOException e) {
      LOG.warn("there are no plug-ins in {}", shipped);
      return List.of();
    }
  }

  /**
   * Follows plug-ins that take their service away or bring it again by themselves, and watches
   * those on probation.
   */
  void mind() {
    try {
      for (PluginRecord record : records) {
        Optional<RunningPlugin> active = running.find(record.active());
        if (active.isPresent() && serving.mind(active.get())) {
          releases.serve(record);
        }
      }
      if (trials.look(records)) {
        refresh();
      }
    } catch (Refusal | RuntimeException | LinkageError e) {
      LOG.error("a plug-in could not be looked after: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets go of versions that nothing is on any more. */
  void retire() {
    try {
      if (records.stream().anyMatch(record -> !record.retiring().isEmpty())) {
        changes.retire();
        refresh();
      }
    } catch (Refusal | RuntimeException | LinkageError e) {
      LOG.warn("versions that ended could not be retired: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refresh() throws Refusal, InterruptedException {
    records = List.copyOf(ledger.all().values());
  }

  @Override
  public boolean ready() {
    return started.isDone();
  }

  @Override
  public CompletableFuture<Void> started() {
    return started.copy();
  }

  @Override
  public List<PluginView> list() {
    return records.stream().map(views::of).toList();
  }

  @Override
  public CompletableFuture<List<FlowView>> flows() {
    return ledger.flows(records);
  }

  @Override
  public CompletableFuture<String> install(Actor actor, Path jar, String reason) {
    return change(actor, reason, () -> changes.install(actor.account(), jar, reason));
  }

  @Override
  public CompletableFuture<String> update(Actor actor, Path jar, String reason) {
    return change(actor, reason, () -> changes.update(actor.account(), jar, reason));
  }

  @Override
  public CompletableFuture<String> rollout(Actor actor, Path jar, String reason) {
    return change(actor, reason, () -> changes.rollout(actor.account(), jar, reason));
  }

  @Override
  public CompletableFuture<String> rollback(Actor actor, String name, String reason) {
    return change(actor, reason, () -> changes.rollback(actor.account(), name, reason));
  }

  @Override
  public CompletableFuture<String> markBad(
      Actor actor, String name, String version, String reason) {
    return change(actor, reason, () -> changes.markBad(actor.account(), name, version, reason));
  }

  @Override
  public CompletableFuture<String> remove(Actor actor, String name, String reason) {
    return change(actor, reason, () -> changes.remove(actor.account(), name, reason));
  }

  @Override
  public CompletableFuture<List<ObjectNode>> why(String name) {
    return ledger
        .history(name)
        .thenCompose(
            records ->
                records.isEmpty()
                    ? CompletableFuture.failedFuture(
                        new Refusal("there never was a plug-in '" + name + "'"))
                    : CompletableFuture.completedFuture(records));
  }

  @FunctionalInterface
  private interface Change<R> {
    R run() throws Refusal, InterruptedException;
  }

  @Override
  public CompletableFuture<List<String>> missingIn(
      Map<String, List<Version>> packages, String where) {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    enqueue(() -> needs.missingIn(packages, where), result);
    return result;
  }

  private CompletableFuture<String> change(Actor actor, String reason, Change<String> change) {
    CompletableFuture<String> result = new CompletableFuture<>();
    try {
      actor.require(Role.INTEGRATOR);
      if (reason.isBlank()) {
        throw new Refusal("a reason is needed; say why with --reason");
      }
      enqueue(change, result);
    } catch (Refusal e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private <R> void enqueue(Change<R> change, CompletableFuture<R> result) {
    try {
      thread.execute(() -> carryOut(change, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new Refusal("the gate is stopping; try again when it is up"));
    }
  }

  private <R> void carryOut(Change<R> change, CompletableFuture<R> result) {
    try {
      R answer = change.run();
      refresh();
      result.complete(answer);
    } catch (Refusal e) {
      refreshAfter(e);
      result.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(
          new Refusal("the gate is stopping; gate:plugin list shows what is active"));
    } catch (RuntimeException | LinkageError e) {
      LOG.error("a plug-in could not be changed", e);
      refreshAfter(e);
      result.completeExceptionally(e);
    }
  }

  private void refreshAfter(Throwable failure) {
    try {
      refresh();
    } catch (Refusal e) {
      failure.addSuppressed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
