package org.amitygate.core.plugin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.amitygate.config.ConfigGuard;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;

/**
 * Refuses a gate file in which a device that is new or changed names a driver that is not
 * installed, or gives it settings that it does not take. Refuses nothing before the plug-ins are
 * started: what is wrong then is seen on the device. Thread-safe.
 */
final class DeviceGuard implements ConfigGuard {

  private final PluginHost host;
  private final DriverTarget drivers;

  DeviceGuard(PluginHost host, DriverTarget drivers) {
    this.host = host;
    this.drivers = drivers;
  }

  @Override
  public List<ConfigProblem> refuses(GateConfig before, GateConfig after) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (host.ready()) {
      Map<String, DeviceConfig> known = devices(before);
      devices(after).values().stream()
          .filter(device -> !device.equals(known.get(device.id())))
          .sorted(Comparator.comparing(DeviceConfig::id))
          .forEach(device -> judge(device, problems));
    }
    return problems;
  }

  private static Map<String, DeviceConfig> devices(GateConfig config) {
    return config.lanes().stream()
        .flatMap(lane -> lane.devices().stream())
        .collect(Collectors.toMap(DeviceConfig::id, Function.identity()));
  }

  private void judge(DeviceConfig device, List<ConfigProblem> problems) {
    String lane = device.lane();
    String where = "lanes." + lane + ".devices." + device.id().substring(lane.length() + 1);
    List<String> installed =
        host.list().stream()
            .filter(plugin -> plugin.kind() == PluginKind.DRIVER)
            .map(PluginHost.PluginView::name)
            .toList();
    if (!installed.contains(device.driver())) {
      problems.add(
          new ConfigProblem(
              0,
              where + ".driver",
              "found '%s', expected an installed driver (%s)"
                  .formatted(
                      device.driver(),
                      installed.isEmpty() ? "none is" : String.join(", ", installed))));
    } else if (drivers.chosenFor(device).orElse(null) instanceof CheckedDriver checked) {
      checked
          .schema()
          .problems(device.settings())
          .forEach(problem -> problems.add(new ConfigProblem(0, where + ".settings", problem)));
    }
  }
}
