package org.amitygate.core.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.device.Driver;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** A plug-in host in a real framework, with a small device host and flow runner around it. */
final class TestGate implements AutoCloseable, DriverTarget, FlowTarget {

  static final Actor INTEGRATOR = new Actor("ines", Set.of(Role.INTEGRATOR));

  final MemoryJournal journal;
  final Path folder;
  final Map<String, Driver> served = new ConcurrentSkipListMap<>();
  final Map<String, String> stubborn = new HashMap<>();

  /** Devices and versions that are exchanged, and never say so. */
  final Set<String> silent = new TreeSet<>();

  final List<String> swaps = new CopyOnWriteArrayList<>();
  final Map<String, String> flows = new TreeMap<>();
  final Map<String, Set<String>> badFlows = new TreeMap<>();
  final Map<String, FlowFigures> flowFigures = new ConcurrentHashMap<>();

  /** Drivers that were chosen for all lanes, by name. */
  final Map<String, Driver> drivers = new ConcurrentHashMap<>();

  /** Versions that were chosen for single lanes. */
  final Map<String, String> chosen = new ConcurrentSkipListMap<>();

  private static final DeviceFigures WELL =
      new DeviceFigures(
          true,
          true,
          Duration.ZERO,
          "",
          0,
          "",
          0,
          DeviceFigures.Span.NONE,
          DeviceFigures.Span.NONE);
  final List<String> withdrawn = new ArrayList<>();
  final List<String> doubts = new CopyOnWriteArrayList<>();
  final List<String> replaced = new ArrayList<>();
  boolean choosingFails;
  GateConfig config = GateConfig.none();
  PluginTrust trust = PluginTrust.ANY;
  private final List<String> devices = new ArrayList<>();
  private final Framework framework;
  final OsgiPluginHost host;

  /** How the drivers of devices do; those that are not named do well. */
  final Map<String, DeviceFigures> figures = new ConcurrentHashMap<>();

  /** Starts a gate. @param devices that are configured for the driver mt-sics */
  TestGate(Path folder, MemoryJournal journal, String... devices) throws BundleException {
    this(folder, journal, Duration.ofDays(1), devices);
  }

  TestGate(Path folder, MemoryJournal journal, Duration probation, String... devices)
      throws BundleException {
    this.folder = folder;
    this.journal = journal;
    this.devices.addAll(List.of(devices));
    Map<String, String> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
    settings.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        "org.amitygate.device;version=1.0.0,org.amitygate.authority;version=1.0.0");
    framework = new FrameworkFactory().newFramework(settings);
    framework.start();
    host =
        new OsgiPluginHost(
            context(),
            journal,
            folder.resolve("store"),
            folder.resolve("shipped"),
            this,
            this,
            (jar, sha256) -> trust.signer(jar, sha256),
            () -> config,
            Duration.ofSeconds(1),
            probation);
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  TestGate start() {
    host.start();
    host.started().orTimeout(20, TimeUnit.SECONDS).join();
    return this;
  }

  /** The sentence of a change, or of its refusal. */
  static String said(CompletableFuture<String> change) {
    try {
      return change.orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        return "REFUSED " + refusal.getMessage();
      }
      throw e;
    }
  }

  String install(PluginJar jar) throws Exception {
    return said(
        host.install(INTEGRATOR, jar.write(folder.resolve("drop"), "plugin.jar"), "new scale"));
  }

  String update(PluginJar jar) throws Exception {
    return said(host.update(INTEGRATOR, jar.write(folder.resolve("drop"), "plugin.jar"), "better"));
  }

  String rollout(PluginJar jar) throws Exception {
    return said(
        host.rollout(INTEGRATOR, jar.write(folder.resolve("drop"), "plugin.jar"), "better"));
  }

  /** A driver that threw this. */
  static DeviceFigures failing(String failure) {
    return new DeviceFigures(
        true,
        true,
        Duration.ZERO,
        "",
        1,
        failure,
        0,
        DeviceFigures.Span.NONE,
        DeviceFigures.Span.NONE);
  }

  /** Waits until the host has come to something. */
  void until(BooleanSupplier so) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not come to that: " + host.list());
      }
      Thread.onSpinWait();
    }
  }

  /** Which version serves a device. */
  String version(String device) {
    Driver driver = served.get(device);
    return driver == null ? "none" : driver.safeCommands().iterator().next();
  }

  <S> S service(Class<S> type) {
    ServiceReference<S> reference = context().getServiceReference(type);
    return reference == null ? null : context().getService(reference);
  }

  List<String> pluginBundles() {
    List<String> names = new ArrayList<>();
    for (Bundle bundle : context().getBundles()) {
      if (bundle.getSymbolicName().startsWith("test.")) {
        names.add(
            bundle.getSymbolicName()
                + " "
                + bundle.getVersion()
                + (bundle.getState() == Bundle.ACTIVE ? "" : " down"));
      }
    }
    return names;
  }

  /** As when the process is killed: nothing is told, only journal and store remain. */
  void kill() throws BundleException {
    framework.stop();
    try {
      framework.waitForStop(10_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws BundleException {
    host.close();
    kill();
  }

  @Override
  public void use(String name, Driver driver, String version) {
    chosen.clear();
    drivers.put(name, driver);
    devices(name).forEach(device -> served.putIfAbsent(device, driver));
  }

  @Override
  public void use(String name, String lane, Driver driver, String version) {
    chosen.put(lane, version);
  }

  @Override
  public Optional<Driver> chosenFor(DeviceConfig device) {
    return Optional.ofNullable(drivers.get(device.driver()));
  }

  @Override
  public Optional<DeviceFigures> figures(String device) {
    return Optional.of(figures.getOrDefault(device, WELL));
  }

  @Override
  public List<String> devices(String name) {
    return name.equals("mt-sics") ? devices : List.of();
  }

  @Override
  public CompletionStage<Optional<String>> swap(String device, Driver next, String version) {
    swaps.add(device + " " + version);
    String reason = stubborn.get(device + " " + version);
    if (reason == null) {
      served.put(device, next);
    }
    if (silent.contains(device + " " + version)) {
      return new CompletableFuture<>();
    }
    return CompletableFuture.completedFuture(Optional.ofNullable(reason));
  }

  @Override
  public CompletionStage<Void> replace(String device, Driver next, String version) {
    served.put(device, next);
    replaced.add(device + " " + version);
    return CompletableFuture.completedFuture(null);
  }

  private Set<String> serving() {
    Set<String> versions = new TreeSet<>();
    served.keySet().forEach(device -> versions.add(version(device)));
    return versions;
  }

  @Override
  public void onProbation(String driver, Set<String> lanes) {
    String said = new TreeSet<>(lanes) + " while " + serving() + " serve";
    if (doubts.isEmpty() || !doubts.get(doubts.size() - 1).equals(said)) {
      doubts.add(said);
    }
  }

  @Override
  public CompletionStage<?> onTakenBack(String driver, String lane, String why) {
    doubts.add(lane + " while " + serving() + " serve: " + why);
    return CompletableFuture.completedFuture(lane);
  }

  @Override
  public CompletionStage<Void> withdraw(Driver driver) {
    withdrawn.add(driver.safeCommands().iterator().next());
    served.values().removeIf(one -> one == driver);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void use(String flow, String version) {
    if (choosingFails) {
      throw new IllegalStateException("broken on purpose");
    }
    flows.put(flow, version);
  }

  @Override
  public void use(String flow, String lane, String version) {
    chosen.put(flow + " " + lane, version);
  }

  @Override
  public FlowFigures figures(String flow, String version, String lane) {
    return flowFigures.getOrDefault(version + " " + lane, FlowFigures.NONE);
  }

  @Override
  public void bad(String flow, Set<String> versions) {
    badFlows.put(flow, versions);
  }

  @Override
  public List<String> versions(String flow) {
    List<String> versions = new ArrayList<>();
    for (Bundle bundle : context().getBundles()) {
      if (bundle.getSymbolicName().equals("test.flow-" + flow)
          && bundle.getState() == Bundle.ACTIVE) {
        versions.add(bundle.getVersion().toString());
      }
    }
    return stubborn.containsKey(flow) ? List.of() : versions;
  }

  @Override
  public Optional<String> whyNot(String flow, String version) {
    return Optional.ofNullable(stubborn.get(flow));
  }
}
