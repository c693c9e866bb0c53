package org.amitygate.driver.mtsics;

import java.io.IOException;
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

/**
 * Weighbridges that speak MT-SICS. Public only because declarative services create it; nothing
 * imports it.
 */
@Component(property = "gate.driver=mt-sics", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class MtSicsDriver implements Driver {

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    MtSicsSession session = new MtSicsSession(settings, host);
    session.start(before);
    return session;
  }

  @Override
  public Set<String> safeCommands() {
    return Set.of(Command.WEIGH);
  }
}
