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
    return id.substring(0, id.indexOf('.'));
  }

  /** Role and position, such as {@code plate-camera.entry}. */
  public String role() {
    return id.substring(id.indexOf('.') + 1);
  }
}
