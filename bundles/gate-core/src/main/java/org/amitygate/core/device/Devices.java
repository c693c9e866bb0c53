package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Driver;
import org.amitygate.device.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The device host: for each configured device a connection that belongs to the gate, a strand on
 * which everything about it happens, and a session of the current driver. Drivers and links come
 * and go; devices stay.
 *
 * <p>Thread-safe; no method blocks. Time, threads and randomness are parameters, so that a
 * simulator can run it. Returned futures complete on a device's strand: what hangs on them must not
 * block either.
 */
public final class Devices {

  private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
  private static final Duration WATCH_EVERY = Duration.ofMillis(500);

  private final Surroundings around;
  private final Map<String, HostedDevice> devices = new ConcurrentHashMap<>();
  private final Leaving leaving = new Leaving();
  private final ChosenDrivers drivers = new ChosenDrivers();
  private final Map<String, LinkFactory> links = new LinkedHashMap<>();
  private Map<String, DeviceConfig> configured = Map.of();
  private @Nullable AutoCloseable following;
  private @Nullable Schedule watching;
  private boolean closed;

  /**
   * Makes a host without devices; {@link #follow} begins.
   *
   * @param executor runs the strands; a single thread will do for a simulator
   * @param random for the jitter of reconnecting
   * @param journal gets a record {@code DeviceStatusChanged} in stream {@code device:ID} at each
   *     transition
   * @param sink takes the readings
   * @param listener hears which devices come online and go
   * @param threadLost told when a thread of the executor is stuck in a driver: it needs another
   */
  public Devices(
      Executor executor,
      Scheduler scheduler,
      GateClock clock,
      RandomGenerator random,
      Journal journal,
      ReadingSink sink,
      StatusListener listener,
      Runnable threadLost) {
    around =
        new Surroundings(executor, scheduler, clock, random, journal, sink, listener, threadLost);
  }

  /**
   * Serves the devices of a configuration from now on, and every change of it as a difference.
   * Once.
   */
  public synchronized void follow(ConfigSource source) {
    following = source.onChange((before, after) -> apply(after));
    apply(source.current());
    watch();
  }

  /** Links of a kind are there. */
  public synchronized void link(String kind, LinkFactory factory) {
    links.put(kind, factory);
    refreshLinks(kind);
  }

  /** Links of a kind go away; their connections are closed. */
  public synchronized void unlink(String kind, LinkFactory factory) {
    if (links.remove(kind, factory)) {
      refreshLinks(kind);
    }
  }

  /**
   * Chooses the driver that devices get when they have none: at start, when added, when theirs is
   * withdrawn. Devices that have one keep it until {@link #swap}.
   *
   * @param name what the configuration calls it
   */
  public synchronized void use(String name, Driver driver, String version) {
    drivers.put(name, new Installed(driver, version));
    giveToThoseWithout(name);
  }

  /**
   * As {@link #use(String, Driver, String)}, for the devices of one lane, whose ids begin with its.
   * The choice for all lanes ends it.
   */
  public synchronized void use(String name, String lane, Driver driver, String version) {
    drivers.put(name, lane, new Installed(driver, version));
    giveToThoseWithout(name);
  }

  /** What a device gets that has none. */
  public Optional<Driver> chosenFor(DeviceConfig device) {
    return Optional.ofNullable(chosen(device)).map(Installed::driver);
  }

  private void giveToThoseWithout(String name) {
    for (DeviceConfig config : configured.values()) {
      Installed chosen = drivers.of(config);
      if (config.driver().equals(name) && chosen != null) {
        onStrand(config.id(), device -> giveIfNone(device, chosen));
      }
    }
  }

  private static void giveIfNone(HostedDevice device, Installed installed) {
    if (device.seat.installed() == null) {
      device.install(installed);
      device.start();
    }
  }

  /**
   * A driver goes away. Devices that it serves go over to the chosen driver of that name if it is
   * another one, else they have none. Unsafe commands in flight get 5 s to end.
   *
   * @return completes when no session of this driver is left
   */
  public synchronized CompletableFuture<Void> withdraw(Driver driver) {
    drivers.remove(driver);
    List<CompletableFuture<?>> left = new ArrayList<>();
    for (DeviceConfig config : configured.values()) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      left.add(done);
      onStrand(
          config.id(),
          device -> new Withdrawal(device, driver, () -> chosen(config), done).begin());
    }
    return CompletableFuture.allOf(left.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Puts another driver in the place of the one that serves a device: on the same live connection
   * if the predecessor leaves a state that the successor takes, else on a new one. Commands wait
   * meanwhile.
   *
   * @return never fails; the report says which driver serves the device now
   */
  public CompletableFuture<SwapReport> swap(String id, Driver next, String version) {
    CompletableFuture<SwapReport> report = new CompletableFuture<>();
    HostedDevice device = devices.get(id);
    if (device == null) {
      String why = "no device '" + id + "' is configured";
      report.complete(new SwapReport(id, SwapReport.Result.KEPT_OLD, why, Duration.ZERO, 0));
    } else {
      Installed successor = new Installed(next, version);
      device.strand.execute(() -> device.changes.add(new Exchange(device, successor, report)));
    }
    return report;
  }

  /**
   * Puts another driver in the place of one that is not to be relied on: nothing of it is asked,
   * and the device gets a new connection. Unsafe commands in flight get 5 s to end.
   *
   * @return completes when the device has it
   */
  public CompletableFuture<Void> replace(String id, Driver next, String version) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!devices.containsKey(id)) {
      done.complete(null);
    }
    onStrand(
        id,
        device ->
            device.changes.addQuietly(
                Exchange.UNSAFE_BOUND,
                () -> {
                  device.stop("its driver is replaced");
                  device.install(new Installed(next, version));
                  device.start();
                  done.complete(null);
                }));
    return done;
  }

  /**
   * Has a command carried out. One that is not safe is handed to the driver at most once: without a
   * session it is NotSent at once, after a loss of the connection Unknown. A safe one waits for a
   * session and is repeated on the next after a loss, until its time is up. A command with the id
   * of one that has no outcome yet shares that one's outcome.
   *
   * @param within how long the outcome may take; then NotSent if no driver got it, else Unknown
   * @return never fails; exactly one outcome
   */
  public CompletableFuture<Outcome> execute(String device, Command command, Duration within) {
    return execute(device, command, () -> true, within);
  }

  /** The same, unless {@code permit} says no just before it is handed over: then NotSent. */
  public CompletableFuture<Outcome> execute(
      String device, Command command, BooleanSupplier permit, Duration within) {
    return execute(device, command, false, permit, within);
  }

  /**
   * As {@link #execute(String, Command, Duration)}, for those who may only ask: what the device's
   * driver does not call safe is Refused and never handed to it. Without a driver it is NotSent.
   */
  public CompletableFuture<Outcome> ask(String device, Command command, Duration within) {
    return execute(device, command, true, () -> true, within);
  }

  private CompletableFuture<Outcome> execute(
      String device, Command command, boolean onlyAsk, BooleanSupplier permit, Duration within) {
    CompletableFuture<Outcome> result = new CompletableFuture<>();
    HostedDevice hosted = devices.get(device);
    if (hosted == null) {
      result.complete(new Outcome.NotSent("no device '" + device + "' is configured"));
    } else {
      Instant until = around.clock().now().plus(within);
      Order order = new Order(command, onlyAsk, permit, until, result);
      hosted.strand.execute(() -> hosted.execute(order));
      order.answerForStuckDriver(device, within, around.scheduler());
    }
    return result;
  }

  /** All configured devices, by id. */
  public List<DeviceView> views() {
    return devices.values().stream()
        .map(HostedDevice::view)
        .sorted(Comparator.comparing(DeviceView::id))
        .toList();
  }

  /** Ids of the devices that send faster than their readings are written, and are read slowly. */
  public List<String> slowed() {
    return devices.values().stream()
        .filter(device -> device.backlog.isSlowing())
        .map(device -> device.id)
        .sorted()
        .toList();
  }

  /** Whether a device has a command under way that must not be repeated. */
  public CompletableFuture<Boolean> unsafeUnderWay(String id) {
    HostedDevice device = devices.get(id);
    return CompletableFuture.supplyAsync(
        () -> device != null && device.commands.unsafeInFlight(),
        device == null ? Runnable::run : device.strand);
  }

  public Optional<DeviceView> view(String device) {
    return Optional.ofNullable(devices.get(device)).map(HostedDevice::view);
  }

  /** How the driver of a device does; empty without such a device. */
  public Optional<DeviceFigures> figures(String device) {
    return Optional.ofNullable(devices.get(device)).map(HostedDevice::figures);
  }

  /**
   * Closes every session and connection. Commands without an outcome get one.
   *
   * @return completes when all are closed; the executor must run until then
   */
  public CompletableFuture<Void> close() {
    List<HostedDevice> closing;
    synchronized (this) {
      closed = true;
      closeQuietly(following);
      Schedule watch = watching;
      if (watch != null) {
        watch.cancel();
      }
      closing = List.copyOf(devices.values());
      devices.clear();
      configured = Map.of();
    }
    return CompletableFuture.allOf(
        closing.stream()
            .map(
                device ->
                    CompletableFuture.runAsync(
                            () -> device.close("the gate stops", false), device.strand)
                        .thenRunAsync(() -> {}, device.strand)) // behind the closing
            .toArray(CompletableFuture<?>[]::new));
  }

  private static void closeQuietly(@Nullable AutoCloseable following) {
    try {
      if (following != null) {
        following.close();
      }
    } catch (Exception e) {
      LOG.warn("the configuration could not be left", e);
    }
  }

  private synchronized void apply(GateConfig config) {
    if (closed) {
      return;
    }
    Map<String, DeviceConfig> wanted = new LinkedHashMap<>();
    config.lanes().stream()
        .flatMap(lane -> lane.devices().stream())
        .forEach(device -> wanted.put(device.id(), device));
    Map<String, DeviceConfig> before = configured;
    configured = wanted;
    before.keySet().stream()
        .filter(id -> !wanted.containsKey(id))
        .forEach(id -> Optional.ofNullable(devices.remove(id)).ifPresent(leaving::leave));
    wanted.values().stream().filter(device -> !before.containsKey(device.id())).forEach(this::add);
    wanted.values().stream()
        .filter(
            device -> before.containsKey(device.id()) && !device.equals(before.get(device.id())))
        .forEach(device -> change(before.get(device.id()), device));
  }

  private void add(DeviceConfig config) {
    HostedDevice device = new HostedDevice(config.id(), around);
    devices.put(config.id(), device);
    Runnable begin = () -> device.configure(config, factory(config.link().kind()), chosen(config));
    CompletableFuture<Void> gone = leaving.end(config.id());
    device.strand.execute(() -> device.changes.addAfter(gone, begin));
  }

  private void change(@Nullable DeviceConfig before, DeviceConfig after) {
    boolean sameDriver = before != null && before.driver().equals(after.driver());
    onStrand(
        after.id(),
        device ->
            device.changes.addQuietly(
                Exchange.UNSAFE_BOUND,
                () -> {
                  Installed current = device.seat.installed();
                  Installed driver = sameDriver && current != null ? current : chosen(after);
                  device.configure(after, factory(after.link().kind()), driver);
                }));
  }

  private synchronized @Nullable Installed chosen(DeviceConfig config) {
    return drivers.of(config);
  }

  private synchronized @Nullable LinkFactory factory(String kind) {
    return links.get(kind);
  }

  private void refreshLinks(String kind) {
    configured.values().stream()
        .filter(config -> config.link().kind().equals(kind))
        .forEach(config -> onStrand(config.id(), device -> device.links(factory(kind))));
  }

  private void onStrand(String id, Consumer<HostedDevice> task) {
    HostedDevice device = devices.get(id);
    if (device != null) {
      device.strand.execute(() -> task.accept(device));
    }
  }

  /** Looks for calls into drivers that last too long. */
  void checkDrivers() {
    devices.values().forEach(device -> device.seat.calls.check());
    leaving.devices().forEach(device -> device.seat.calls.check());
  }

  private synchronized void watch() {
    if (!closed) {
      checkDrivers();
      watching = around.scheduler().after(WATCH_EVERY, this::watch);
    }
  }
}
