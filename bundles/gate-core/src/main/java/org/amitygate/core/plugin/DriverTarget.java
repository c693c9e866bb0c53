package org.amitygate.core.plugin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.device.Driver;

/** What drivers are put to work in. Thread-safe, non-blocking. */
public interface DriverTarget {

  /** Chooses the driver that devices get when they have none. */
  void use(String name, Driver driver, String version);

  /**
   * The same for the devices of one lane, whose ids begin with its. Ended by a choice for all
   * lanes.
   */
  void use(String name, String lane, Driver driver, String version);

  /** The driver that a device gets when it has none; empty: there is none for it. */
  Optional<Driver> chosenFor(DeviceConfig device);

  /** How the driver of a device does; empty if there is no such device. */
  Optional<DeviceFigures> figures(String device);

  /** Ids of the devices that are configured for a driver. */
  List<String> devices(String name);

  /**
   * Puts another driver in the place of the one that serves a device.
   *
   * @return why the device kept the old one; empty if it has the new one, or is gone
   */
  CompletionStage<Optional<String>> swap(String device, Driver next, String version);

  /** The same on a new connection, and without asking the one that serves it for anything. */
  CompletionStage<Void> replace(String device, Driver next, String version);

  /**
   * A driver is on probation on these lanes, and no others: what it alone says there releases no
   * vehicle.
   */
  void onProbation(String name, Set<String> lanes);

  /**
   * A driver that is on probation on a lane is about to be taken back there.
   *
   * @param why a sentence for the operator
   * @return completes when the vehicle that it alone has read is held
   */
  CompletionStage<?> onTakenBack(String name, String lane, String why);

  /** A driver goes away. @return completes when no session of it is left */
  CompletionStage<Void> withdraw(Driver driver);
}
