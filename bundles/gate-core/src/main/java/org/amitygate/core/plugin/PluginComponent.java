package org.amitygate.core.plugin;

import java.nio.file.Path;
import java.time.Duration;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.journal.Journal;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs the plug-in host as soon as drivers and flows can be put to work. Its folders: {@code
 * plugins} in the folder {@code gate.store}, and for the first start {@code gate.plugins}. A
 * probation lasts {@code gate.probation} seconds, a minute if that is not set.
 */
@Component(
    service = {},
    immediate = true)
public final class PluginComponent {

  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration PROBATION = Duration.ofSeconds(60);

  private final OsgiPluginHost host;
  private final ServiceRegistration<PluginHost> service;
  private final ServiceRegistration<Asides> asides;
  private final AutoCloseable guard;
  private volatile @Nullable ServiceRegistration<PluginsStarted> started;

  @Activate
  public PluginComponent(
      BundleContext context,
      @Reference Journal journal,
      @Reference ConfigSource config,
      @Reference DriverTarget drivers,
      @Reference FlowTarget flows,
      @Reference PluginTrust trust) {
    host =
        new OsgiPluginHost(
            context,
            journal,
            folder(context, "gate.store", "karaf.data", "store").resolve("plugins"),
            folder(context, "gate.plugins", "karaf.home", "plugins"),
            drivers,
            flows,
            trust,
            config::current,
            WITHIN,
            probation(context));
    service = context.registerService(PluginHost.class, host, null);
    asides = context.registerService(Asides.class, host.asides(), null);
    guard = config.guard(new DeviceGuard(host, drivers));
    host.started()
        .thenRun(
            () ->
                started =
                    context.registerService(PluginsStarted.class, new PluginsStarted() {}, null));
    host.start();
  }

  private static Duration probation(BundleContext context) {
    String seconds = context.getProperty("gate.probation");
    return seconds == null ? PROBATION : Duration.ofSeconds(Long.parseLong(seconds));
  }

  private static Path folder(BundleContext context, String property, String parent, String name) {
    String path = context.getProperty(property);
    if (path != null && !path.isBlank()) {
      return Path.of(path).toAbsolutePath();
    }
    String above = context.getProperty(parent);
    return Path.of(above == null ? "." : above, name).toAbsolutePath();
  }

  @Deactivate
  void stop() throws Exception {
    guard.close();
    ServiceRegistration<PluginsStarted> marker = started;
    if (marker != null) {
      marker.unregister();
    }
    asides.unregister();
    service.unregister();
    host.close();
  }
}
