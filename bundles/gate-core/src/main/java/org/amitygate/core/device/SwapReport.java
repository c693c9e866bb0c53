package org.amitygate.core.device;

import java.time.Duration;

/**
 * How an exchange of drivers ended.
 *
 * @param cause why the result is not {@link Result#CARRIED}, as a sentence; empty otherwise
 * @param paused how long the device was not listened to
 * @param repeated safe commands that the successor was given again
 */
public record SwapReport(
    String device, Result result, String cause, Duration paused, int repeated) {

  /** Longer than an exchange takes on a device that has no other change before it. */
  public static final Duration WITHIN =
      Exchange.UNSAFE_BOUND
          .plus(Exchange.DURABLE_BOUND)
          .plus(Exchange.CONNECT_BOUND)
          .plusSeconds(3);

  /** Which driver serves the device now, and on which connection. */
  public enum Result {
    /** The successor goes on with the same live connection. */
    CARRIED,
    /** The successor has a session of its own on a new connection. */
    FRESH,
    /** There is no session at the moment; the successor opens the next one. */
    LATER,
    /** The successor did not come up or could not be let in; the predecessor goes on. */
    KEPT_OLD
  }
}
