package org.amitygate.driver.modbusio;

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
 * Barrier controllers by Modbus TCP. Public only because declarative services create it; nothing
 * imports it.
 */
@Component(property = "gate.driver=modbus-io", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class ModbusIoDriver implements Driver {

  /** {@code set} is safe because the same coil is written to the same value again. */
  static final Set<String> SAFE = Set.of(Command.POSITION, Command.SET);

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    ModbusIoSession session = new ModbusIoSession(settings, host, SessionState.of(before));
    session.start();
    return session;
  }

  @Override
  public Set<String> safeCommands() {
    return SAFE;
  }
}
