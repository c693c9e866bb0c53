package org.amitygate.driver.benchswap;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The lane that the swap benchmark's load plays, read by the version of this bundle. */
@Component(property = "gate.driver=bench-swap", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class BenchSwapDriver implements Driver {

  private final String version;

  @Activate
  public BenchSwapDriver(BundleContext context) {
    version = context.getBundle().getVersion().toString();
  }

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    BenchSwapSession session = new BenchSwapSession(host, version);
    session.start(before);
    return session;
  }

  @Override
  public Set<String> safeCommands() {
    return Set.of(BenchSwapSession.LOOK, Command.SET);
  }
}
