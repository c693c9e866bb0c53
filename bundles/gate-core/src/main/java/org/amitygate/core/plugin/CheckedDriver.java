package org.amitygate.core.plugin;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.config.SettingsSchema;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;

/** A driver whose settings are checked against its own schema before it sees them. */
record CheckedDriver(Driver driver, SettingsSchema schema) implements Driver {

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    List<String> problems = schema.problems(settings.values());
    if (!problems.isEmpty()) {
      throw new IOException("its settings are wrong: " + String.join("; ", problems));
    }
    return driver.open(settings, host, before);
  }

  @Override
  public Set<String> safeCommands() {
    return driver.safeCommands();
  }
}
