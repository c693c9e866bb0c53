package org.amitygate.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.device.Devices;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.device.SwapReport;
import org.amitygate.core.time.GateClock;
import org.amitygate.device.Command;
import org.amitygate.device.Driver;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.links.EventLoops;
import org.amitygate.links.HttpPushLinks;
import org.amitygate.links.HttpStreamLinks;
import org.amitygate.links.TcpLinks;

/**
 * The real device host on the real links with one device, in real time, and a hand on the disk:
 * readings become durable when the test says so. Used by one test's thread.
 */
public final class DeviceRig implements AutoCloseable {

  /** The device's id. */
  public static final String DEVICE = "T1.device";

  /** A reading that the driver handed over. */
  public record Emission(Reading reading, Runnable durable) {}

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(3);
  private final ExecutorService disk = Executors.newSingleThreadExecutor();
  private final EventLoops loops = new EventLoops();
  private final List<Emission> emissions = new CopyOnWriteArrayList<>();
  private final List<Emission> held = new ArrayList<>();
  private final Config config = new Config();
  private final Devices devices;
  private boolean holding;

  /** Hosts nothing yet. */
  public DeviceRig(long seed) {
    Instant start = Instant.now();
    long startNanos = System.nanoTime();
    GateClock clock = () -> start.plusNanos(System.nanoTime() - startNanos);
    devices =
        new Devices(
            threads,
            Scheduler.over(threads),
            clock,
            new Random(seed),
            new RecordingJournal(clock),
            this::accept,
            (device, online, cause) -> {},
            () -> {});
    devices.link("tcp", new TcpLinks(loops));
    devices.link("http-stream", new HttpStreamLinks(loops));
    devices.link("http-push", new HttpPushLinks(loops));
    devices.follow(config);
  }

  /** A loopback port that is free now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Hosts the device. */
  public void host(Driver driver, LinkConfig link, Map<String, Object> settings) {
    devices.use("tested", driver, "1");
    config.set(List.of(new DeviceConfig(DEVICE, "tested", link, settings)));
  }

  /** Takes the device out of the configuration. */
  public void remove() {
    config.set(List.of());
  }

  public Devices devices() {
    return devices;
  }

  public DeviceView view() {
    return devices.view(DEVICE).orElseThrow();
  }

  public boolean isOnline() {
    return view().status() == DeviceStatus.ONLINE;
  }

  /** Waits until the device is online. */
  public void awaitOnline(Duration within) {
    if (!Await.holds(within, this::isOnline)) {
      throw new AssertionError(
          "the device is not online within " + within.toMillis() + " ms: " + view());
    }
  }

  /** Everything emitted so far, in order. */
  public List<Emission> emissions() {
    return List.copyOf(emissions);
  }

  /** How many of the readings from a place on are like this. */
  public long count(int from, Predicate<Reading> like) {
    return emissions.subList(from, emissions.size()).stream()
        .filter(one -> like.test(one.reading()))
        .count();
  }

  /** Waits for a reading among those emitted from a place on. */
  public void awaitReading(int from, Predicate<Reading> like, Duration within) {
    Await.until("a reading", within, () -> count(from, like) > 0);
  }

  /** While held, nothing becomes durable; then, at once, all that was held back. */
  public void holdDisk(boolean hold) {
    List<Emission> due;
    synchronized (held) {
      holding = hold;
      due = hold ? List.of() : List.copyOf(held);
      if (!hold) {
        held.clear();
      }
    }
    due.forEach(one -> disk.execute(one.durable()));
  }

  private void accept(String device, Reading reading, Runnable durable) {
    Emission emission = new Emission(reading, durable);
    synchronized (held) {
      if (holding) {
        held.add(emission);
      } else {
        disk.execute(durable);
      }
    }
    emissions.add(emission);
  }

  /** Gives a command and waits for its outcome. */
  public Outcome execute(Command command, Duration within) throws Exception {
    return begin(command, within).get(within.toMillis() + 5_000, TimeUnit.MILLISECONDS);
  }

  /** Gives a command. */
  public CompletableFuture<Outcome> begin(Command command, Duration within) {
    return devices.execute(DEVICE, command, within);
  }

  /** A command with a fresh id. */
  public static Command command(String name, Map<String, Object> arguments) {
    return new Command(UUID.randomUUID(), name, arguments);
  }

  /** Exchanges the driver and waits for the end of it. */
  public SwapReport swap(Driver next) throws Exception {
    return devices.swap(DEVICE, next, "2").get(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    devices.close().join();
    loops.close();
    disk.shutdownNow();
    threads.shutdownNow();
  }

  /** A configuration with one lane. */
  private static final class Config implements ConfigSource {
    private final List<BiConsumer<GateConfig, GateConfig>> listeners = new CopyOnWriteArrayList<>();
    private volatile GateConfig current = of(List.of());

    private static GateConfig of(List<DeviceConfig> devices) {
      GateConfig.Gate gate =
          new GateConfig.Gate(
              "test",
              "Test",
              List.of(),
              "test",
              "test",
              GateConfig.State.PLANNED,
              ZoneId.of("UTC"));
      LaneConfig lane =
          new LaneConfig("T1", LaneConfig.Direction.EXPORT, "cargo", "none", "none", devices);
      return new GateConfig(
          gate, List.of(lane), Map.of(), Map.of(), Optional.empty(), Map.of(), "");
    }

    void set(List<DeviceConfig> devices) {
      GateConfig before = current;
      GateConfig after = of(devices);
      current = after;
      listeners.forEach(listener -> listener.accept(before, after));
    }

    @Override
    public GateConfig current() {
      return current;
    }

    @Override
    public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
      listeners.add(change);
      return () -> listeners.remove(change);
    }
  }
}
