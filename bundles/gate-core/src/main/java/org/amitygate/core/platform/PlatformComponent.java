package org.amitygate.core.platform;

import org.amitygate.core.device.Devices;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.JournalHealth;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginTrust;
import org.amitygate.core.time.GateClock;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The platform's updates as a service, as soon as the gate is at work. The process ends with
 * Karaf's status for a wanted restart (10), on which the launcher starts what is to be started.
 */
@Component(
    service = {},
    immediate = true)
public final class PlatformComponent {

  private final Platform platform;
  private final ServiceRegistration<PlatformHost> service;

  @Activate
  public PlatformComponent(
      BundleContext context,
      @Reference Journal journal,
      @Reference JournalHealth health,
      @Reference GateClock clock,
      @Reference Devices devices,
      @Reference PluginHost plugins,
      @Reference PluginTrust trust,
      @Reference Rest rest) {
    platform =
        new Platform(
            journal,
            Launcher.of(context::getProperty),
            clock,
            devices::views,
            plugins,
            trust,
            rest,
            health::tables,
            () -> restart(context));
    service = context.registerService(PlatformHost.class, platform, null);
    platform.open();
  }

  private static void restart(BundleContext context) {
    System.setProperty("karaf.restart", "true");
    System.setProperty("karaf.restart.jvm", "true");
    try {
      context.getBundle(Constants.SYSTEM_BUNDLE_ID).stop();
    } catch (BundleException e) {
      throw new IllegalStateException(
          "the server cannot be stopped for its update; stop it by hand", e);
    }
  }

  @Deactivate
  void stop() {
    service.unregister();
    platform.close();
  }
}
