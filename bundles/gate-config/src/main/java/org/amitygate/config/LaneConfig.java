package org.amitygate.config;

import java.util.List;
import java.util.Optional;

/**
 * One lane.
 *
 * @param flow name of the flow that new crossings take
 * @param partner id of the partner on the other side
 * @param hours when it takes vehicles; empty: always
 * @param tidalFlow name of the flow that new crossings take when the lane was turned; empty: it is
 *     never turned
 */
public record LaneConfig(
    String id,
    Direction direction,
    String trafficClass,
    String flow,
    String partner,
    List<DeviceConfig> devices,
    Optional<OpeningHours> hours,
    Optional<String> tidalFlow) {

  /** A lane that is never turned. */
  public LaneConfig(
      String id,
      Direction direction,
      String trafficClass,
      String flow,
      String partner,
      List<DeviceConfig> devices,
      Optional<OpeningHours> hours) {
    this(id, direction, trafficClass, flow, partner, devices, hours, Optional.empty());
  }

  /** A lane that is always open and never turned. */
  public LaneConfig(
      String id,
      Direction direction,
      String trafficClass,
      String flow,
      String partner,
      List<DeviceConfig> devices) {
    this(id, direction, trafficClass, flow, partner, devices, Optional.empty());
  }

  /** Which way vehicles go, seen from this gate; of a tidal lane, before it is turned. */
  public enum Direction {
    EXPORT,
    IMPORT
  }

  /** New crossings take this flow, in one direction at least. */
  public boolean takes(String name) {
    return flow.equals(name) || tidalFlow.filter(name::equals).isPresent();
  }

  /**
   * The device in a role of this lane: {@code weighbridge}, {@code plate-camera.entry}, {@code io}.
   */
  public Optional<DeviceConfig> device(String role) {
    return devices.stream().filter(device -> device.id().equals(id + "." + role)).findFirst();
  }
}
