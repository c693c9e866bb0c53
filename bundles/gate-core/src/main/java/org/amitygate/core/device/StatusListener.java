package org.amitygate.core.device;

/** Hears whether a device can be relied on. */
@FunctionalInterface
public interface StatusListener {

  /**
   * A device came online or is no longer online. Called on the device's strand, on changes only;
   * must not block.
   *
   * @param cause why it is not online, as a sentence for the operator; empty when online
   */
  void onStatus(String device, boolean online, String cause);
}
