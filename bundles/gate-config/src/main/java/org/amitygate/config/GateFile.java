package org.amitygate.config;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.LoggerFactory;

/**
 * Publishes the gate file as a service and looks at it twice a second. Its path is the property
 * {@code gate.config}, else {@code gate.yaml} in Karaf's etc folder.
 */
@Component(
    service = {},
    immediate = true)
public final class GateFile {

  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "gate-config");
            thread.setDaemon(true);
            return thread;
          });
  private final ServiceRegistration<?> service;

  @Activate
  public GateFile(BundleContext context) {
    WatchedConfig config = new WatchedConfig(path(context), new ConfigLoader(System::getenv));
    config.start();
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("gate.config", config.path().toString());
    service =
        context.registerService(
            new String[] {ConfigSource.class.getName(), ConfigFile.class.getName()},
            config,
            properties);
    looks.scheduleWithFixedDelay(() -> look(config), 500, 500, TimeUnit.MILLISECONDS);
  }

  private static void look(WatchedConfig config) {
    try {
      config.look();
    } catch (RuntimeException | LinkageError e) {
      LoggerFactory.getLogger(GateFile.class).error("{} could not be looked at", config.path(), e);
    }
  }

  private static Path path(BundleContext context) {
    String path = context.getProperty("gate.config");
    if (path == null || path.isBlank()) {
      String etc = context.getProperty("karaf.etc");
      path = (etc == null ? "etc" : etc) + "/gate.yaml";
    }
    return Path.of(path).toAbsolutePath().normalize();
  }

  @Deactivate
  void stop() {
    looks.shutdownNow();
    service.unregister();
  }
}
