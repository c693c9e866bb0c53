package org.amitygate.core.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginTrust;
import org.amitygate.core.time.GateClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Updates the platform; everything that it does runs on its one thread. */
final class Platform implements PlatformHost, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  /** For stages and commands to end. */
  private static final Duration REST_WITHIN = Duration.ofSeconds(10);

  /** For the person's terminal to take the answer. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(2);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final PlatformLedger ledger;
  private final Launcher launcher;
  private final GateClock clock;
  private final Supplier<List<DeviceView>> devices;
  private final PluginHost plugins;
  private final AssemblyArchive archive;
  private final Rest rest;
  private final IntSupplier tables;
  private final Runnable restart;
  private final Arrival arrival;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "gate-platform");
            made.setDaemon(true);
            return made;
          });
  private volatile boolean underWay = true;

  /**
   * Makes it; {@link #open} begins.
   *
   * @param tables the version of the journal's tables
   * @param restart ends this process so that the launcher starts another; returns at once
   */
  Platform(
      Journal journal,
      Launcher launcher,
      GateClock clock,
      Supplier<List<DeviceView>> devices,
      PluginHost plugins,
      PluginTrust trust,
      Rest rest,
      IntSupplier tables,
      Runnable restart) {
    this.ledger = new PlatformLedger(journal);
    this.launcher = launcher;
    this.clock = clock;
    this.devices = devices;
    this.plugins = plugins;
    this.archive = new AssemblyArchive(launcher.folder(), trust);
    this.rest = rest;
    this.tables = tables;
    this.restart = restart;
    this.arrival = new Arrival(ledger, launcher, clock, devices, plugins::list, restart);
  }

  /** Looks what became of the last update, until that is known. */
  void open() {
    thread.execute(this::look);
  }

  private void look() {
    try {
      underWay = !arrival.look();
    } catch (InterruptedException e) {
      return;
    } catch (Refusal | IOException | RuntimeException e) {
      LOG.warn("what became of an update of the platform is not known: {}", e.getMessage());
    }
    if (underWay) {
      thread.schedule(this::look, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public PlatformView now() {
    String version;
    try {
      version = Assembly.version(launcher.home());
    } catch (Refusal e) {
      version = "unknown";
    }
    return new PlatformView(version, launcher.home(), launcher.supervised(), underWay);
  }

  @Override
  public CompletableFuture<List<ObjectNode>> history() {
    return ledger.history();
  }

  @Override
  public CompletableFuture<Void> update(
      Actor actor, Path assembly, String reason, Consumer<String> told) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    try {
      actor.require(Role.SUPERVISOR);
      if (reason.isBlank()) {
        throw new Refusal("a reason is needed; say why with --reason");
      }
      thread.execute(() -> carryOut(actor, assembly, reason, told, result));
    } catch (Refusal e) {
      result.completeExceptionally(e);
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new Refusal("the gate is stopping; try again when it is up"));
    }
    return result;
  }

  private void carryOut(
      Actor actor,
      Path assembly,
      String reason,
      Consumer<String> told,
      CompletableFuture<Void> result) {
    try {
      Assembly next = acceptable(assembly);
      restOnto(next, actor.account(), reason, told, result);
    } catch (Refusal | RuntimeException e) {
      if (!result.completeExceptionally(e)) {
        LOG.error("the other platform takes over at the next start only: {}", e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(
          new Refusal("the gate is stopping; gate:platform shows what runs when it is up"));
    }
  }

  /** Brings the gate to rest, and to its end; if that does not begin, the gate goes on. */
  private void restOnto(
      Assembly next, String who, String why, Consumer<String> told, CompletableFuture<Void> result)
      throws Refusal, InterruptedException {
    boolean ending = false;
    try {
      Instant resting = clock.now();
      PlatformLedger.await(rest.come(REST_WITHIN));
      handOver(next, who, why, resting);
      tell(told, next);
      result.complete(null);
      restart.run();
      ending = true;
    } finally {
      if (!ending) {
        rest.end();
      }
    }
  }

  /**
   * @throws Refusal it cannot take over, and why
   */
  private Assembly acceptable(Path given) throws Refusal, InterruptedException {
    if (!launcher.supervised()) {
      throw new Refusal(
          "nobody starts another platform when this one ends; start the gate by bin/amity-gate --supervise BASE");
    }
    if (underWay) {
      throw new Refusal(
          "an update of the platform is under way; wait until gate:platform shows its end");
    }
    Assembly next = Assembly.read(archive.open(given));
    if (next.home().equals(launcher.home())) {
      throw new Refusal("the gate runs on " + next + " already");
    }
    int java = Runtime.version().feature();
    if (next.java() > java) {
      throw new Refusal(
          "%s needs Java %d, and the gate runs on Java %d; restart the gate on that first"
              .formatted(next, next.java(), java));
    }
    if (next.tables() < tables.getAsInt()) {
      throw new Refusal(
          "%s knows the journal's tables up to version %d, and they are of version %d; take an assembly that is not older"
              .formatted(next, next.tables(), tables.getAsInt()));
    }
    List<String> stranded =
        PlatformLedger.await(plugins.missingIn(next.packages(), "server " + next.version()));
    if (!stranded.isEmpty()) {
      throw new Refusal(
          "%s would leave behind: %s; update those first, or wait until the crossings on them have ended"
              .formatted(next, String.join("; ", stranded)));
    }
    return next;
  }

  /** From here on the other one is started, whatever happens to this process. */
  private void handOver(Assembly next, String who, String why, Instant resting)
      throws Refusal, InterruptedException {
    List<String> problems =
        plugins.list().stream()
            .filter(plugin -> !plugin.problem().isEmpty())
            .map(PluginHost.PluginView::name)
            .toList();
    UnderWay update =
        new UnderWay(
            new UnderWay.Place(now().version(), launcher.home().toString()),
            new UnderWay.Place(next.version(), next.home().toString()),
            who,
            why,
            UnderWay.lanes(devices.get(), resting),
            problems);
    try {
      ledger.begin(update);
      underWay = true;
      launcher.next(next.home(), next.tables() == tables.getAsInt());
    } catch (IOException e) {
      throw notHandedOver(update, e);
    }
    LOG.info("platform {} takes over, as {} wants: {}", next, who, why);
  }

  private Refusal notHandedOver(UnderWay update, IOException cause)
      throws Refusal, InterruptedException {
    String reason =
        "%s cannot be written (%s); make room or give access"
            .formatted(launcher.folder(), cause.getMessage());
    try {
      launcher.withdraw();
    } catch (IOException e) {
      return new Refusal(
          "%s; %s may take over at the next start, delete the file 'next' there if it shall not"
              .formatted(reason, update.to().version()));
    }
    underWay = false;
    ledger.end("PlatformTakenBack", update.body().put("reason", reason));
    return new Refusal(reason);
  }

  private static void tell(Consumer<String> told, Assembly next) throws InterruptedException {
    String sentence =
        "platform %s takes over; the shell is back when it is up, and gate:platform shows how long the lanes paused"
            .formatted(next.version());
    try {
      CompletableFuture.runAsync(() -> told.accept(sentence))
          .get(TOLD_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("whoever wanted the update has not heard that it begins: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
