package org.amitygate.world.device;

/**
 * How a camera is reached, or reaches its gate.
 *
 * @param mode pull or push
 * @param port of the event stream, for pull
 * @param pushUrl where it POSTs to, for push
 * @param user empty when there is no account
 */
public record CameraSettings(String mode, int port, String pushUrl, String user, String password) {
  /** Makes absent texts empty. */
  public CameraSettings {
    pushUrl = pushUrl == null ? "" : pushUrl;
    user = user == null ? "" : user;
    password = password == null ? "" : password;
  }
}
