package org.amitygate.driver.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Opens sessions that behave as the resource {@code animal} says; without one they behave well. */
@Component(property = "gate.driver=zoo", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class ZooDriver implements Driver {

  /** An animal that behaves well. */
  static final String GOOD = "good";

  private final String version;
  private final String animal;

  @Activate
  public ZooDriver(BundleContext context) throws IOException {
    version = context.getBundle().getVersion().toString();
    animal = animal();
    if (animal.equals("throwing-activator")) {
      throw new IllegalStateException("it does not want to start");
    }
  }

  private static String animal() throws IOException {
    try (InputStream in = ZooDriver.class.getResourceAsStream("/animal")) {
      return in == null ? GOOD : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    if (animal.equals("hanging-open")) {
      Misdeeds.waitForEver();
    }
    if (before.isPresent() && before.get().bytes().length > 0) {
      throw new IllegalStateException("a state that nobody can read");
    }
    return new ZooSession(host, version, animal);
  }

  @Override
  public Set<String> safeCommands() {
    return Set.of();
  }
}
