package org.amitygate.core.device;

import org.amitygate.device.Reading;

/** Where readings go: the crossing engine, which writes them to the journal. */
@FunctionalInterface
public interface ReadingSink {

  /**
   * Takes a reading. Called on the device's strand, one call at a time for each device; must not
   * block.
   *
   * @param durable run it, on any thread, when the reading's record is on disk; not at all if it
   *     could not be written
   */
  void accept(String device, Reading reading, Runnable durable);

  /**
   * The same.
   *
   * @param dropped run it, on any thread, instead of {@code durable} when the reading can never be
   *     written
   */
  default void accept(String device, Reading reading, Runnable durable, Runnable dropped) {
    accept(device, reading, durable);
  }
}
