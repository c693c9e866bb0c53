package org.amitygate.core.device;

import java.util.Optional;
import org.amitygate.config.DeviceConfig;
import org.jspecify.annotations.Nullable;

/** What a device lacks before a connection to it can be made. */
record Lack(DeviceStatus status, String cause) {

  /**
   * Absent: everything is there.
   *
   * @param links those of its kind; null if there are none
   */
  static Optional<Lack> of(DeviceConfig wanted, DriverSeat seat, @Nullable LinkFactory links) {
    if (seat.isGivenUp()) {
      return Optional.of(
          new Lack(
              DeviceStatus.OFFLINE,
              "its driver does not return from calls; update it or take it back (gate:plugin rollback)"));
    }
    if (seat.installed() == null) {
      return Optional.of(
          new Lack(DeviceStatus.NO_DRIVER, "no driver '" + wanted.driver() + "' is installed"));
    }
    if (links == null) {
      return Optional.of(
          new Lack(
              DeviceStatus.OFFLINE,
              "no link of the kind '" + wanted.link().kind() + "' is installed"));
    }
    return Optional.empty();
  }
}
