package org.amitygate.core.plugin;

import java.time.Duration;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.config.AuthorityConfig;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.SettingsSchema;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.core.device.SwapReport;
import org.amitygate.core.journal.Refusal;
import org.amitygate.device.Driver;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts running plug-ins to work, each kind in its own way. Used on the host's thread. */
final class Serving {

  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final int RANKING = 1000;

  private final BundleContext context;
  private final DriverTarget drivers;
  private final Exchanges exchanges;
  private final FlowTarget flows;
  private final Supplier<GateConfig> config;
  private final Duration within;
  private final Map<RunningPlugin, Driver> driverOf = new HashMap<>();
  private final Map<String, Published> authorities = new HashMap<>();

  private record Published(
      ServingAuthority authority, ServiceRegistration<AuthorityProtocol> registration) {}

  Serving(
      BundleContext context,
      DriverTarget drivers,
      FlowTarget flows,
      Supplier<GateConfig> config,
      Duration within) {
    this.context = context;
    this.drivers = drivers;
    this.exchanges = new Exchanges(drivers, SwapReport.WITHIN);
    this.flows = flows;
    this.config = config;
    this.within = within;
  }

  /** Checks a plug-in, and for a flow waits until its routes are up. @throws Refusal it cannot */
  void check(RunningPlugin plugin) throws Refusal, InterruptedException {
    PluginFile file = plugin.file();
    switch (file.kind()) {
      case DRIVER -> driverOf.put(plugin, checked(file, own(plugin, Driver.class)));
      case AUTHORITY -> own(plugin, AuthorityProtocol.class);
      case FLOW -> {
        String version = file.version().toString();
        long end = System.nanoTime() + within.toNanos();
        while (!flows.versions(file.name()).contains(version)) {
          Optional<String> whyNot = flows.whyNot(file.name(), version);
          if (whyNot.isPresent() || System.nanoTime() > end) {
            String reason =
                whyNot.orElse("its routes did not come up within " + within.toSeconds() + " s");
            throw new Refusal("%s cannot run: %s".formatted(file, reason));
          }
          Thread.sleep(10);
        }
      }
    }
  }

  /**
   * Puts a checked plug-in in the place of another one of its kind and name. When this returns a
   * reason, the old one serves everything as before.
   *
   * @param old the one that serves now; null if none does
   * @param lanes where; a driver only changes there, other plug-ins everywhere
   * @return why it was undone; empty if it was not
   */
  Optional<String> exchange(
      @Nullable RunningPlugin old, RunningPlugin next, Predicate<String> lanes)
      throws InterruptedException {
    return switch (next.file().kind()) {
      case DRIVER -> old == null ? Optional.empty() : swapDevices(old, next, lanes);
      case AUTHORITY -> {
        publish(next);
        yield Optional.empty();
      }
      case FLOW -> Optional.empty();
    };
  }

  /** What is new takes this plug-in from now on. */
  void choose(RunningPlugin plugin) {
    PluginFile file = plugin.file();
    switch (file.kind()) {
      case DRIVER -> {
        Driver driver = driverOf.get(plugin);
        if (driver != null) {
          drivers.use(file.name(), driver, file.version().toString());
        }
      }
      case AUTHORITY -> {}
      case FLOW -> flows.use(file.name(), file.version().toString());
    }
  }

  /** What is new on one lane takes this plug-in, until one is chosen for all. */
  void choose(RunningPlugin plugin, String lane) {
    PluginFile file = plugin.file();
    Driver driver = driverOf.get(plugin);
    if (driver != null) {
      drivers.use(file.name(), lane, driver, file.version().toString());
    } else if (file.kind() == PluginKind.FLOW) {
      flows.use(file.name(), lane, file.version().toString());
    }
  }

  /** Crossings leave the versions of a flow that failed. */
  void bad(PluginRecord record) {
    if (record.isFlow()) {
      flows.bad(
          record.name(),
          record.bad().stream().map(PluginRecord.Bad::version).collect(Collectors.toSet()));
    }
  }

  /** Lanes on which a driver is on probation. Said before it serves there. */
  void onProbation(PluginKind kind, String name, Collection<String> lanes) {
    if (kind == PluginKind.DRIVER) {
      drivers.onProbation(name, Set.copyOf(lanes));
    }
  }

  /** As {@link #onTakenBack(PluginRecord, String, String)}, on every lane on which it is tried. */
  void onTakenBack(PluginRecord record, String reason) throws InterruptedException {
    PluginRecord.Trial trial = record.trial();
    if (trial != null) {
      for (String lane : trial.on()) {
        onTakenBack(record, lane, reason);
      }
    }
  }

  /**
   * A driver on probation is taken back on a lane. Said before that is on record, so that a crash
   * does not forget it, and once more after the exchange, for what it said until then.
   */
  void onTakenBack(PluginRecord record, String lane, String reason) throws InterruptedException {
    PluginRecord.Trial trial = record.trial();
    if (trial == null || record.isFlow() || record.isAuthority()) {
      return;
    }
    String why =
        "only %s %s has read or weighed it, which was taken back: %s"
            .formatted(record.name(), trial.release().version(), reason);
    await(drivers.onTakenBack(record.name(), lane, why), "lane " + lane);
  }

  /**
   * Lanes that have devices for a driver, or take a flow, each once. An authority protocol has
   * none: in their place stand the authorities that speak it, as one.
   */
  List<String> lanes(PluginKind kind, String name) {
    return switch (kind) {
      case DRIVER -> drivers.devices(name).stream().map(DeviceConfig::lane).distinct().toList();
      case FLOW ->
          config.get().lanes().stream()
              .filter(lane -> lane.takes(name))
              .map(LaneConfig::id)
              .toList();
      case AUTHORITY -> {
        String spoken =
            config.get().authorities().values().stream()
                .filter(authority -> authority.protocol().equals(name))
                .map(AuthorityConfig::id)
                .sorted()
                .collect(Collectors.joining("+"));
        yield spoken.isEmpty() ? List.of() : List.of(spoken);
      }
    };
  }

  /**
   * Why a release does worse on a lane than another one did; empty as long as it does not.
   *
   * @param lasted it is there as long as a probation lasts
   */
  Optional<String> objection(
      PluginRecord record,
      PluginRecord.Release release,
      PluginRecord.Release before,
      String lane,
      boolean lasted) {
    if (record.isAuthority()) {
      return authority(record)
          .flatMap(one -> AuthorityProbation.objection(one.figures(), one.past()));
    }
    return record.isFlow()
        ? FlowProbation.objection(
            flows.figures(record.name(), release.version(), lane),
            flows.figures(record.name(), before.version(), lane))
        : Probation.objection(figures(record.name(), lane), lasted);
  }

  /**
   * Whether a release has had work on a lane: a flow, a whole crossing; a protocol, a call; a
   * driver, something of all that its devices gave before.
   */
  boolean hasWorked(PluginRecord record, PluginRecord.Release release, String lane) {
    if (record.isAuthority()) {
      return authority(record).filter(one -> one.figures().calls() > 0).isPresent();
    }
    return record.isFlow()
        ? flows.figures(record.name(), release.version(), lane).ended() > 0
        : Probation.hasWorked(figures(record.name(), lane));
  }

  private Optional<ServingAuthority> authority(PluginRecord record) {
    return Optional.ofNullable(authorities.get(record.name())).map(Published::authority);
  }

  /** How the devices of a lane do that are configured for a driver. */
  private Map<String, DeviceFigures> figures(String driver, String lane) {
    Map<String, DeviceFigures> figures = new TreeMap<>();
    for (String device : drivers.devices(driver)) {
      if (DeviceConfig.lane(device).equals(lane)) {
        drivers.figures(device).ifPresent(found -> figures.put(device, found));
      }
    }
    return figures;
  }

  /**
   * Takes a plug-in out of work. Another one that was chosen before takes over what it still has.
   */
  void end(RunningPlugin plugin) throws InterruptedException {
    Driver driver = driverOf.remove(plugin);
    if (driver != null) {
      await(drivers.withdraw(driver), "devices of " + plugin.file());
    }
  }

  /**
   * Withdraws a driver whose plug-in took it back, and checks one that came again.
   *
   * @return whether one came again: it is to be chosen
   */
  boolean mind(RunningPlugin plugin) throws Refusal, InterruptedException {
    if (plugin.file().kind() != PluginKind.DRIVER) {
      return false;
    }
    boolean serves = driverOf.containsKey(plugin);
    if (plugin.service() == null && serves) {
      LOG.error("driver {} took its service away; its devices have no driver", plugin.file());
      end(plugin);
    } else if (plugin.service() != null && !serves) {
      check(plugin);
      LOG.info("driver {} is there again", plugin.file());
      return true;
    }
    return false;
  }

  /** Takes everything out of work, without waiting. */
  void endAll() {
    driverOf.values().forEach(drivers::withdraw);
    driverOf.clear();
    authorities.values().forEach(published -> published.registration().unregister());
    authorities.clear();
  }

  /** Takes an authority protocol away for good. */
  void unpublish(String name) {
    Published published = authorities.remove(name);
    if (published != null) {
      published.registration().unregister();
    }
  }

  /** Has a driver serve the devices of a lane, whatever the one that serves them now does. */
  void replace(RunningPlugin plugin, String lane) throws InterruptedException {
    Driver driver = driverOf.get(plugin);
    if (driver == null) {
      return;
    }
    PluginFile file = plugin.file();
    for (String device : drivers.devices(file.name())) {
      if (DeviceConfig.lane(device).equals(lane)) {
        await(drivers.replace(device, driver, file.version().toString()), device);
      }
    }
  }

  private Optional<String> swapDevices(
      RunningPlugin old, RunningPlugin next, Predicate<String> lanes) throws InterruptedException {
    Driver before = driverOf.get(old);
    Driver after = driverOf.get(next);
    if (before == null || after == null) {
      return Optional.empty();
    }
    List<String> devices =
        drivers.devices(next.file().name()).stream()
            .filter(device -> lanes.test(DeviceConfig.lane(device)))
            .toList();
    return exchanges.swap(devices, release(old, before), release(next, after));
  }

  private static Exchanges.Release release(RunningPlugin plugin, Driver driver) {
    return new Exchanges.Release(driver, plugin.file().version().toString());
  }

  private void publish(RunningPlugin plugin) throws InterruptedException {
    String name = plugin.file().name();
    AuthorityProtocol protocol = (AuthorityProtocol) plugin.service();
    if (protocol == null) {
      return;
    }
    Published published = authorities.get(name);
    if (published != null) {
      if (!published.authority().use(protocol, within)) {
        LOG.warn("a call into the version of {} before this one has not ended", name);
      }
      return;
    }
    ServingAuthority authority = new ServingAuthority(protocol);
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(PluginKind.AUTHORITY.property(), name);
    properties.put("gate.serving", true);
    properties.put(Constants.SERVICE_RANKING, RANKING);
    authorities.put(
        name,
        new Published(
            authority, context.registerService(AuthorityProtocol.class, authority, properties)));
  }

  private static Driver checked(PluginFile file, Driver driver) throws Refusal {
    if (file.settingsSchema().isEmpty()) {
      return driver;
    }
    try {
      return new CheckedDriver(driver, SettingsSchema.parse(file.settingsSchema().get()));
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          file + " has a settings schema that is none (" + e.getMessage() + "); mend it");
    }
  }

  private static <T> T own(RunningPlugin plugin, Class<T> type) throws Refusal {
    Object service = plugin.service();
    if (!type.isInstance(service)) {
      throw new Refusal(
          service == null
              ? plugin.file() + " took its service away again; mend it"
              : plugin.file()
                  + " has its own copy of "
                  + type.getPackageName()
                  + "; import the package instead");
    }
    return type.cast(service);
  }

  private void await(CompletionStage<?> stage, String what) throws InterruptedException {
    try {
      stage.toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{} did not let go within {} s", what, within.toSeconds());
    }
  }
}
