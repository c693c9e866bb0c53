package org.amitygate.core.runtime;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.core.device.Devices;
import org.amitygate.core.device.SwapReport;
import org.amitygate.core.plugin.DriverTarget;
import org.amitygate.device.Driver;

/** The device host as the plug-in host puts drivers to work in it. */
final class DeviceDrivers implements DriverTarget {

  private final Devices devices;
  private final Barriers barriers;
  private final ConfigSource config;

  DeviceDrivers(Devices devices, Barriers barriers, ConfigSource config) {
    this.devices = devices;
    this.barriers = barriers;
    this.config = config;
  }

  @Override
  public void use(String name, Driver driver, String version) {
    devices.use(name, driver, version);
  }

  @Override
  public void use(String name, String lane, Driver driver, String version) {
    devices.use(name, lane, driver, version);
  }

  @Override
  public Optional<Driver> chosenFor(DeviceConfig device) {
    return devices.chosenFor(device);
  }

  @Override
  public Optional<DeviceFigures> figures(String device) {
    return devices.figures(device);
  }

  @Override
  public List<String> devices(String name) {
    return config.current().lanes().stream()
        .flatMap(lane -> lane.devices().stream())
        .filter(device -> device.driver().equals(name))
        .map(DeviceConfig::id)
        .toList();
  }

  @Override
  public CompletionStage<Optional<String>> swap(String device, Driver next, String version) {
    return devices
        .swap(device, next, version)
        .thenApply(
            report ->
                report.result() == SwapReport.Result.KEPT_OLD
                    ? Optional.of(report.cause())
                    : Optional.empty());
  }

  @Override
  public CompletionStage<Void> replace(String device, Driver next, String version) {
    return devices.replace(device, next, version);
  }

  @Override
  public CompletionStage<Void> withdraw(Driver driver) {
    return devices.withdraw(driver);
  }

  @Override
  public void onProbation(String name, Set<String> lanes) {
    barriers.onProbation(name, lanes);
  }

  @Override
  public CompletionStage<?> onTakenBack(String name, String lane, String why) {
    return barriers.onTakenBack(name, lane, why);
  }
}
