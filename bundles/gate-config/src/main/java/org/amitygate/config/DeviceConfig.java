package org.amitygate.config;

import java.util.Map;

/**
 * One device.
 *
 * @param id {@code <lane>.<role>[.<position>]}
 * @param driver name of the driver, never its version
 */
public record DeviceConfig(
    String id, String driver, LinkConfig link, Map<String, Object> settings) {

  /** The lane's id. */
  public String lane() {
    return lane(id);
  }

  /** The id of the lane that a device belongs to, by the device's id. */
  public static String lane(String device) {
    return device.substring(0, device.indexOf('.'));
  }
}
