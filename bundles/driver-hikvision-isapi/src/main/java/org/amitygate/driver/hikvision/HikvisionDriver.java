package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.util.Optional;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * Plate cameras by Hikvision's ISAPI. Public only because declarative services create it; nothing
 * imports it.
 */
@Component(
    property = "gate.driver=hikvision-isapi",
    configurationPolicy = ConfigurationPolicy.IGNORE)
public final class HikvisionDriver implements Driver {

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    HikvisionSession session = new HikvisionSession(settings, host);
    if (before.isPresent()) {
      session.restore(SessionState.of(before.get()));
    }
    session.start();
    return session;
  }
}
