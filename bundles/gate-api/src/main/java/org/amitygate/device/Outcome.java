package org.amitygate.device;

import java.util.Optional;

/** How a command ended. */
public sealed interface Outcome {

  /** The device confirmed it. */
  record Done(Optional<Reading> answer) implements Outcome {}

  /** The device understood and refused, and nothing moved. */
  record Refused(String reason) implements Outcome {}

  /** It was never handed to the device, and nothing moved. */
  record NotSent(String reason) implements Outcome {}

  /**
   * It may or may not have been carried out: no answer, a lost link, an answer that cannot be
   * understood.
   */
  record Unknown(String reason) implements Outcome {}
}
