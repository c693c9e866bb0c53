package org.amitygate.core.device;

/** What the gate knows of the way to a device. Derived by the device host alone. */
public enum DeviceStatus {
  /** No driver of the configured name is installed. */
  NO_DRIVER,
  /** The first connection since the device was configured or got its driver is being made. */
  CONNECTING,
  /** A session is open; after a failure, only once the device has spoken again. */
  ONLINE,
  /** There is no session; the cause says why. The gate goes on trying. */
  OFFLINE
}
