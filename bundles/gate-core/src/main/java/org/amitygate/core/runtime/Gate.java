package org.amitygate.core.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.archive.DailyDuties;
import org.amitygate.core.archive.Retention;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Deadlines;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.FlowVersions;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.crossing.StageRuns;
import org.amitygate.core.crossing.Timekeeper;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.Devices;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Operations;
import org.amitygate.core.operations.PartnerActs;
import org.amitygate.core.outbox.Outbox;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core of one gate: everything is made at once, and nothing moves before {@link #open}. Opening
 * reads what was stored, then goes on with the crossings, the openings and the deliveries that were
 * under way, and only then listens to devices. It runs on a {@link Machine} and uses {@link
 * Services} that come after it. Thread-safe.
 */
public final class Gate implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  /** For devices to come online after a start, before stages run without them. */
  private static final Duration DEVICES_WITHIN = Duration.ofSeconds(10);

  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Machine machine;
  private final Journal journal;
  private final GateClock clock;
  private final ConfigSource config;
  private final Services around;

  private final Crossings crossings;
  private final Barriers barriers;
  private final Devices devices;
  private final Operations operations;
  final PartnerActs partnerActs;
  private final StageRuns stages;
  private final Timekeeper timekeeper;
  private final Outbox outbox;
  private final DailyDuties daily;
  final GateRest rest;
  private final CompletableFuture<Void> atWork = new CompletableFuture<>();
  private @Nullable AutoCloseable following;
  private boolean closed;

  private record Stored(List<Crossing> crossings, List<Outgoing> outbox) {}

  /** Owns the machine from now on. */
  public Gate(
      Machine machine,
      Journal journal,
      Archive archive,
      GateClock clock,
      Ids ids,
      Evidence evidence,
      ConfigSource config,
      Services around) {
    this.machine = machine;
    this.journal = journal;
    this.clock = clock;
    this.config = config;
    this.around = around;
    Scheduler scheduler = machine.scheduler();
    Later later = new Later();
    QuestionDesk.Devices ask = (device, what, within) -> later.devices().ask(device, what, within);
    crossings = new Crossings(config, around::flows, around::handover);
    barriers =
        new Barriers(
            journal,
            evidence,
            machine.files(),
            config,
            crossings,
            around::handover,
            later,
            clock,
            scheduler,
            ids);
    devices =
        new Devices(
            machine.devices(),
            scheduler,
            clock,
            machine.random(),
            journal,
            barriers,
            barriers,
            machine::deviceThreadLost);
    later.devices = devices;
    QuestionDesk questions =
        new QuestionDesk(journal, crossings, ask, barriers.weights(), scheduler, clock, ids);
    FlowVersions versions = new FlowVersions(journal, crossings, around::flows, scheduler);
    stages =
        new StageRuns(
            journal,
            crossings,
            around::flows,
            versions,
            around::effect,
            questions,
            Runnable::run, // a flow runner never blocks
            scheduler);
    crossings.observe(stages);
    timekeeper = new Timekeeper(clock, scheduler);
    crossings.observe(timekeeper);
    outbox = new Outbox(journal, around::sender, scheduler);
    operations =
        new Operations(journal, config, crossings, versions, barriers, around::handover, ids);
    partnerActs = new PartnerActs(journal, config, crossings, around::handover, around::partner);
    Retention retention =
        new Retention(
            journal, archive, config, barriers.lanes(), around::handover, machine.files());
    rest = new GateRest(stages, devices, clock, scheduler);
    daily = new DailyDuties(archive, around::sealKey, retention, config, clock, scheduler);
  }

  /**
   * Breaks the circle between the devices, which give readings, and the lanes, which give commands.
   */
  private static final class Later implements QuestionDesk.Devices {
    private volatile Devices devices;

    Devices devices() {
      return devices;
    }

    @Override
    public CompletionStage<Outcome> ask(String device, Command command, Duration within) {
      return devices.execute(device, command, within);
    }

    @Override
    public CompletionStage<Outcome> ask(
        String device, Command command, BooleanSupplier permit, Duration within) {
      return devices.execute(device, command, permit, within);
    }
  }

  public Crossings crossings() {
    return crossings;
  }

  public Barriers barriers() {
    return barriers;
  }

  public Devices devices() {
    return devices;
  }

  public Operations operations() {
    return operations;
  }

  /** Goes to work. Once. */
  public void open() {
    journal
        .submit(this::restore)
        .thenAccept(this::begin)
        .whenComplete((done, failure) -> opened(failure));
  }

  private void opened(@Nullable Throwable failure) {
    if (failure == null) {
      return;
    }
    LOG.error("the gate cannot go to work; it is tried again", failure);
    synchronized (this) {
      if (!closed) {
        machine.scheduler().after(AGAIN, this::open);
      }
    }
  }

  /** Other flows are there: what waits for one is tried. */
  public void follow(FlowRunner runner) {
    stages.follow(runner);
    runner.onChange(barriers::followAll);
    barriers.followAll();
  }

  private Stored restore(Transaction tx) {
    barriers.restore(tx);
    List<Crossing> open = crossings.restore(tx);
    tx.append("gate", "GateStarted", Json.object().put("openCrossings", open.size()));
    return new Stored(open, tx.outbox());
  }

  private synchronized void begin(Stored stored) {
    if (closed) {
      return;
    }
    LOG.info(
        "gate {} goes to work with {} open crossings",
        config.current().gate().id(),
        stored.crossings().size());
    stored
        .crossings()
        .forEach(
            crossing -> crossing.dueAt().ifPresent(at -> timekeeper.restore(crossing.id(), at)));
    outbox.open(stored.outbox());
    following = config.onChange((before, after) -> barriers.lanesChanged());
    barriers.lanesChanged(); // since the gate was restored
    devices.follow(config);
    barriers.open();
    barriers.hours().open(clock, machine.scheduler());
    beginStages(stored, clock.now().plus(DEVICES_WITHIN));
  }

  /** Once all devices are there, or have had their time: a stage that asks one finds it. */
  private synchronized void beginStages(Stored stored, Instant latest) {
    if (closed) {
      return;
    }
    boolean all = devices.views().stream().allMatch(view -> view.status() == DeviceStatus.ONLINE);
    if (!all && clock.now().isBefore(latest)) {
      machine.scheduler().after(LOOK, () -> beginStages(stored, latest));
      return;
    }
    stages.open(stored.crossings());
    timekeeper.open(new Deadlines(journal, crossings));
    daily.open();
    machine.scheduler().after(Duration.ZERO, () -> atWork.complete(null));
  }

  /** Completes once stages run; what hangs on it must not block for long. */
  CompletableFuture<Void> atWork() {
    return atWork.copy();
  }

  /**
   * Ends it for good, also while it is still opening; what was under way goes on after the next
   * start.
   */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      leave(following);
    }
    stages.close();
    timekeeper.close();
    daily.close();
    outbox.close();
    barriers.close();
    devices.close().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> null).join();
    machine.close();
  }

  private static void leave(@Nullable AutoCloseable following) {
    try {
      if (following != null) {
        following.close();
      }
    } catch (Exception e) {
      LOG.warn("the configuration could not be left", e);
    }
  }
}
