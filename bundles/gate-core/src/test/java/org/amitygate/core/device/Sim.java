package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.time.GateClock;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Driver;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;

/** A device host with fake links, in virtual time on the test's own thread. */
final class Sim implements Executor, Scheduler, GateClock, ConfigSource {

  static final String ID = "L3.scale";

  private record Timer(Instant due, long order, Runnable task, boolean[] cancelled) {}

  record Emission(String device, Reading reading, Runnable durable, Runnable dropped) {}

  final FakeLinks links = new FakeLinks();
  final RecordJournal journal = new RecordJournal();
  final List<Emission> emissions = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final Devices devices;
  boolean diskWorks = true;
  boolean sinkFails;

  /** What comes can never be written. */
  boolean sinkDrops;

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final Queue<Runnable> owed = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::order));
  private final List<BiConsumer<GateConfig, GateConfig>> listeners = new ArrayList<>();
  private GateConfig config = config(List.of());
  private Instant now = Instant.parse("2026-11-23T01:00:00Z");
  private long order;

  Sim(long seed) {
    devices =
        new Devices(
            this,
            this,
            this,
            new Random(seed),
            journal,
            new Sink(),
            (device, online, cause) ->
                told.add(device + (online ? " online" : " offline: " + cause)),
            () -> {});
    devices.link("tcp", links);
    devices.follow(this);
  }

  Sim() {
    this(7);
  }

  /** A host with one device, online. */
  static Sim with(ScriptedDriver driver) {
    Sim sim = new Sim();
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(device(ID));
    sim.run();
    return sim;
  }

  static DeviceConfig device(String id) {
    return device(id, Map.of());
  }

  static DeviceConfig device(String id, Map<String, Object> settings) {
    return device(id, "scripted", "192.0.2.7:4305", settings);
  }

  static DeviceConfig device(
      String id, String driver, String address, Map<String, Object> settings) {
    return new DeviceConfig(id, driver, new LinkConfig("tcp", address, Map.of()), settings);
  }

  private static GateConfig config(List<DeviceConfig> devices) {
    GateConfig.Gate gate =
        new GateConfig.Gate(
            "s",
            "S",
            List.of(),
            "p",
            "r",
            GateConfig.State.OPERATING,
            ZoneId.of("Asia/Ho_Chi_Minh"));
    LaneConfig lane = new LaneConfig("L3", LaneConfig.Direction.EXPORT, "cargo", "f", "p", devices);
    return new GateConfig(
        gate, List.of(lane), Map.of(), Map.of(), Optional.empty(), Map.of(), "digest");
  }

  void configure(DeviceConfig... wanted) {
    GateConfig before = config;
    config = config(List.of(wanted));
    listeners.forEach(listener -> listener.accept(before, config));
    run();
  }

  FakeLinks.FakeLink link() {
    return links.of(ID);
  }

  DeviceView view() {
    return devices.view(ID).orElseThrow();
  }

  CompletableFuture<Outcome> execute(String command) {
    return execute(command, Duration.ofSeconds(15));
  }

  CompletableFuture<Outcome> execute(String command, Duration within) {
    return execute(ID, command, within);
  }

  CompletableFuture<Outcome> execute(String device, String command, Duration within) {
    CompletableFuture<Outcome> result =
        devices.execute(device, new Command(UUID.randomUUID(), command, Map.of()), within);
    run();
    return result;
  }

  SwapReport swap(Driver next) {
    CompletableFuture<SwapReport> report = devices.swap(ID, next, "2.0.0");
    run();
    if (!report.isDone()) {
      advance(Duration.ofSeconds(20));
    }
    if (!report.isDone()) {
      throw new AssertionError("the exchange did not end");
    }
    return report.join();
  }

  /** Bodies of the status records of the device. */
  List<String> statuses() {
    return journal.bodies("device:" + ID).stream()
        .map(body -> body.path("status").asText())
        .toList();
  }

  private final class Sink implements ReadingSink {
    @Override
    public void accept(String device, Reading reading, Runnable durable) {
      throw new AssertionError();
    }

    @Override
    public void accept(String device, Reading reading, Runnable durable, Runnable dropped) {
      if (sinkDrops) {
        ready.add(dropped);
      } else {
        take(new Emission(device, reading, durable, dropped));
      }
    }
  }

  private void take(Emission emission) {
    if (sinkFails) {
      throw new IllegalStateException("broken on purpose");
    }
    emissions.add(emission);
    if (diskWorks) {
      ready.add(emission.durable());
    } else {
      owed.add(emission.durable());
    }
  }

  /** The disk works again, and what it owes comes to it. */
  void diskRecovers() {
    diskWorks = true;
    ready.addAll(owed);
    owed.clear();
  }

  /** Runs what is ready now. */
  void run() {
    for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
      task.run();
    }
  }

  /** Lets time pass. */
  void advance(Duration by) {
    run();
    Instant until = now.plus(by);
    for (Timer next = timers.peek();
        next != null && !next.due().isAfter(until);
        next = timers.peek()) {
      timers.poll();
      if (!next.cancelled()[0]) {
        now = next.due().isAfter(now) ? next.due() : now;
        next.task().run();
        run();
      }
    }
    now = until;
  }

  /** Time passes while a call is running. */
  void jump(Duration by) {
    now = now.plus(by);
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Schedule after(Duration delay, Runnable task) {
    boolean[] cancelled = new boolean[1];
    timers.add(new Timer(now.plus(delay), order++, task, cancelled));
    return () -> cancelled[0] = true;
  }

  /** Timers that somebody still waits for. */
  long armed() {
    return timers.stream().filter(timer -> !timer.cancelled()[0]).count();
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public GateConfig current() {
    return config;
  }

  @Override
  public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
    listeners.add(change);
    return () -> listeners.remove(change);
  }
}
