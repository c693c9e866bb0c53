package org.amitygate.config;

import java.util.List;
import java.util.Optional;

/**
 * One lane.
 *
 * @param flow name of the flow that new crossings take
 * @param partner id of the partner on the other side
 */
public record LaneConfig(
    String id,
    Direction direction,
    String trafficClass,
    String flow,
    String partner,
    List<DeviceConfig> devices) {

  /** Which way vehicles go, seen from this gate. */
  public enum Direction {
    EXPORT,
    IMPORT
  }

  /**
   * The device in a role of this lane: {@code weighbridge}, {@code plate-camera.entry}, {@code io}.
   */
  public Optional<DeviceConfig> device(String role) {
    return devices.stream().filter(device -> device.id().equals(id + "." + role)).findFirst();
  }
}
