package org.amitygate.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Refusal;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings plug-in bundles up and down. Started transiently: only the journal says what runs after a
 * restart.
 */
final class PluginBundles {

  private static final Logger LOG = LoggerFactory.getLogger(PluginBundles.class);
  private static final String LOCATION = "amity-gate-plugin:";
  private static final Duration REFRESH_WITHIN = Duration.ofSeconds(10);
  private static final int TRIES = 3;
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final BundleContext context;
  private final Duration serviceWithin;
  private final Executor thread;

  /**
   * @param serviceWithin how long a plug-in may take to register its service
   * @param thread on which this is used
   */
  PluginBundles(BundleContext context, Duration serviceWithin, Executor thread) {
    this.context = context;
    this.serviceWithin = serviceWithin;
    this.thread = thread;
  }

  /** What the locations of a plug-in's bundles begin with. */
  static String location(String name) {
    return LOCATION + name + ":";
  }

  /** Removes every plug-in bundle: what the gate knows is installed anew from its own folder. */
  void removeAll() {
    List<Bundle> removed = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      boolean ours =
          bundle.getLocation().startsWith(LOCATION)
              || bundle.getLocation().startsWith(Asides.LOCATION);
      if (ours || isPlugin(bundle)) {
        if (!ours) {
          LOG.warn(
              "plug-in bundle {} {} from {} was not installed by gate:plugin and is removed",
              bundle.getSymbolicName(),
              bundle.getVersion(),
              bundle.getLocation());
        }
        if (apart(bundle.getSymbolicName(), () -> uninstall(bundle), List.of(bundle))) {
          removed.add(bundle);
        }
      }
    }
    refresh(removed);
  }

  private static boolean isPlugin(Bundle bundle) {
    return HeaderClause.parse(bundle.getHeaders("").get(Constants.PROVIDE_CAPABILITY)).stream()
        .anyMatch(clause -> clause.paths().contains(PluginFile.CAPABILITY));
  }

  /**
   * Installs and starts a plug-in and waits for its service.
   *
   * @throws Refusal why it is not up; nothing of it is left
   */
  RunningPlugin bringUp(PluginFile file) throws Refusal, InterruptedException {
    return bringUp(file, location(file.name()));
  }

  /** As {@link #bringUp}, where nobody takes its service in. */
  RunningPlugin bringUpAside(PluginFile file) throws Refusal, InterruptedException {
    return bringUp(file, Asides.LOCATION + file.name() + ":");
  }

  private RunningPlugin bringUp(PluginFile file, String location)
      throws Refusal, InterruptedException {
    refuseMissing(file);
    Bundle bundle = wired(file, location);
    RunningPlugin running = new RunningPlugin(context, file, bundle);
    CompletableFuture<Void> started = new CompletableFuture<>();
    try {
      start(file, running, started);
      Object service = running.await(serviceWithin);
      if (service == null) {
        if (running.failed()) {
          throw new Refusal(
              file
                  + " has a service that cannot be made: its constructor or its activation threw, gate.log says what; mend it and raise its version");
        }
        throw new Refusal(
            "%s registered no service %s with %s=%s within %d s; mend it and raise its version"
                .formatted(
                    file,
                    file.kind().service(),
                    file.kind().property(),
                    file.name(),
                    serviceWithin.toSeconds()));
      }
      return running;
    } catch (Refusal | InterruptedException e) {
      if (started.cancel(false)) {
        running.close(); // who starts a bundle has locked it
      } else {
        bringDown(running);
      }
      throw e;
    }
  }

  /**
   * Starts a bundle on a thread of its own: what does not return keeps no other plug-in, and is
   * removed when it does. What a flow does while its routes are made is part of it, and has a bound
   * of its own, which comes first.
   */
  private void start(PluginFile file, RunningPlugin running, CompletableFuture<Void> started)
      throws Refusal, InterruptedException {
    Thread starter = new Thread(() -> start(running, started), "gate-plugin-start");
    starter.setDaemon(true);
    starter.start();
    Duration atMost = serviceWithin.multipliedBy(2);
    try {
      started.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          "%s did not return within %d s when it was started; mend it and raise its version"
              .formatted(file, atMost.toSeconds()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void start(RunningPlugin running, CompletableFuture<Void> started) {
    boolean told;
    try {
      start(running.file(), running.bundle());
      told = started.complete(null);
    } catch (Refusal | Error e) {
      told = started.completeExceptionally(e);
    }
    if (!told) {
      LOG.warn("{} has returned after all, and is removed", running.file());
      try {
        thread.execute(() -> bringDown(running));
      } catch (RejectedExecutionException e) {
        LOG.debug("the gate is stopping; the next start removes {}", running.file());
      }
    }
  }

  /**
   * Stops and removes a plug-in, and refreshes it alone; one that does not return when it is
   * stopped is freed when it does.
   */
  void bringDown(RunningPlugin running) {
    List<Bundle> bundle = List.of(running.bundle());
    Runnable stop =
        () -> {
          running.close();
          uninstall(running.bundle());
        };
    if (apart(running.file(), stop, bundle)) {
      refresh(bundle);
    }
  }

  /** Lets go of the service of a plug-in, whose bundle stays. */
  void release(RunningPlugin running) {
    apart(running.file(), running::close, List.of());
  }

  /**
   * Runs the end of a plug-in, in which its own code is called, on a thread of its own: what does
   * not return keeps no other plug-in.
   *
   * @param late what to free on the host's thread when it has returned too late
   * @return whether it returned in time
   */
  private boolean apart(Object plugin, Runnable end, List<Bundle> late) {
    CompletableFuture<Void> ended = CompletableFuture.runAsync(end, PluginBundles::onItsOwn);
    Duration atMost = serviceWithin.multipliedBy(3);
    try {
      ended.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      LOG.warn("{} did not go quietly", plugin, e.getCause());
      return true;
    } catch (TimeoutException e) {
      LOG.error(
          "{} did not return within {} s when it was stopped; it is freed when it does",
          plugin,
          atMost.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Once the host's thread has ended nothing is freed: the next start does that.
    ended.whenCompleteAsync((none, failure) -> refresh(late), thread);
    return false;
  }

  private static void onItsOwn(Runnable end) {
    Thread stopper = new Thread(end, "gate-plugin-stop");
    stopper.setDaemon(true);
    stopper.start();
  }

  /**
   * Installs a bundle. Karaf keeps bundles in regions, and exchanges those whenever it has
   * installed features: one that is installed at that moment is in none, and finds not even the
   * packages of Java. Installed once more, it does.
   */
  private Bundle wired(PluginFile file, String location) throws Refusal, InterruptedException {
    for (int tried = 1; ; tried++) {
      Bundle bundle = install(file, location);
      if (tried == TRIES || wiring().resolveBundles(List.of(bundle))) {
        return bundle;
      }
      LOG.warn("{} is not wired, though what it needs is there; it is installed again", file);
      uninstall(bundle);
      refresh(List.of(bundle));
      Thread.sleep(AGAIN.toMillis());
    }
  }

  private FrameworkWiring wiring() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
  }

  private Bundle install(PluginFile file, String location) throws Refusal {
    try (InputStream in = file.open()) {
      Bundle bundle = context.installBundle(location + file.version() + ":" + file.sha256(), in);
      // Where this host runs, its plug-ins may run: no start level to wait for.
      int level = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
      bundle.adapt(BundleStartLevel.class).setStartLevel(Math.max(level, 1));
      return bundle;
    } catch (BundleException e) {
      if (e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR) {
        throw new Refusal(
            "a bundle %s %s is in the server already; raise its version, or give the plug-in a symbolic name of its own"
                .formatted(file.symbolicName(), file.version()));
      }
      throw new Refusal(
          "%s cannot be installed (%s); mend its manifest".formatted(file, sentence(e)));
    } catch (IOException e) {
      throw new Refusal("%s cannot be read (%s)".formatted(file, e.getMessage()));
    }
  }

  private static void start(PluginFile file, Bundle bundle) throws Refusal {
    try {
      bundle.start(Bundle.START_TRANSIENT);
    } catch (BundleException e) {
      if (e.getType() == BundleException.RESOLVE_ERROR) {
        throw new Refusal(
            "%s cannot be wired (%s); mend its manifest".formatted(file, sentence(e)));
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Refusal(
          "%s threw when it was started (%s); mend it and raise its version"
              .formatted(file, cause));
    } catch (RuntimeException | LinkageError e) {
      throw new Refusal(
          "%s threw when it was started (%s); mend it and raise its version".formatted(file, e));
    }
  }

  /**
   * @throws Refusal names a package that nobody exports in the wanted version
   */
  private void refuseMissing(PluginFile file) throws Refusal {
    Optional<String> missing = Needs.missing(file, this::exported, "this server");
    if (missing.isPresent()) {
      throw new Refusal(
          missing.get()
              + "; build it against this server's API or put the library into the plug-in");
    }
  }

  private List<Version> exported(String name) {
    List<Version> versions = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      BundleRevision revision = bundle.adapt(BundleRevision.class);
      if (revision == null || bundle.getState() == Bundle.UNINSTALLED) {
        continue;
      }
      for (BundleCapability capability :
          revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        if (name.equals(capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
            && capability.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE)
                instanceof Version version) {
          versions.add(version);
        }
      }
    }
    return versions;
  }

  private static void uninstall(Bundle bundle) {
    try {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        bundle.uninstall();
      }
    } catch (BundleException | RuntimeException | LinkageError e) {
      LOG.warn(
          "plug-in bundle {} {} did not go quietly",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          e);
    }
  }

  /** Frees what is left of bundles, if nothing else would be restarted by it. */
  private void refresh(Collection<Bundle> bundles) {
    FrameworkWiring wiring = wiring();
    Set<Bundle> others =
        wiring.getDependencyClosure(bundles).stream()
            .filter(bundle -> !bundles.contains(bundle))
            .collect(Collectors.toSet());
    if (bundles.isEmpty()) {
      return;
    }
    if (!others.isEmpty()) {
      LOG.warn(
          "{} are not freed before the next start: {} depend on them",
          names(bundles),
          names(others));
      return;
    }
    CountDownLatch refreshed = new CountDownLatch(1);
    wiring.refreshBundles(
        bundles,
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED
              || event.getType() == FrameworkEvent.ERROR) {
            refreshed.countDown();
          }
        });
    try {
      if (!refreshed.await(REFRESH_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("{} were not freed within {} s", names(bundles), REFRESH_WITHIN.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String names(Collection<Bundle> bundles) {
    return bundles.stream()
        .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion())
        .sorted()
        .toList()
        .toString();
  }

  private static String sentence(BundleException e) {
    return Arrays.stream(String.valueOf(e.getMessage()).split("\\R"))
        .map(String::strip)
        .collect(Collectors.joining(" "));
  }
}
