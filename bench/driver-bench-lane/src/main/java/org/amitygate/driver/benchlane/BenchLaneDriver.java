package org.amitygate.driver.benchlane;

import java.util.Optional;
import java.util.Set;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** The lane that the benchmark's load plays. */
@Component(property = "gate.driver=bench-lane", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class BenchLaneDriver implements Driver {

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before) {
    BenchLaneSession session = new BenchLaneSession(host);
    session.start();
    return session;
  }

  @Override
  public Set<String> safeCommands() {
    return Set.of(Command.SET);
  }
}
