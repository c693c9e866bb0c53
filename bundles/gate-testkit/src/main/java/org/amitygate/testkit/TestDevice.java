package org.amitygate.testkit;

import java.io.IOException;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.amitygate.device.Reading;

/**
 * A tiny device that speaks the real protocol over a loopback socket, written by the author of the
 * driver. Its methods are called on the test's thread.
 */
public interface TestDevice extends AutoCloseable {

  /** Where it listens on the loopback address; 0 for a device that pushes to the gate. */
  default int port() {
    return 0;
  }

  /**
   * Makes the device observe something new, for which the driver has to emit exactly one reading.
   * May be called while the device is not connected.
   *
   * @param number 1, 2, 3…: different for each call
   * @return recognises the reading among those emitted after this call
   */
  default Predicate<Reading> provoke(int number) throws IOException {
    throw new UnsupportedOperationException("this device observes nothing by itself");
  }

  /**
   * How many of the things it observed the gate has acknowledged; empty if the protocol has no
   * acknowledgement.
   */
  default OptionalInt acknowledged() {
    return OptionalInt.empty();
  }

  @Override
  void close();
}
