package org.amitygate.check.wire;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What every message must carry.
 *
 * @param us gate id of the kit
 * @param them gate id of what is checked
 * @param longestDelay how long the kit may have kept a message from being delivered
 * @param complaints takes what is wrong with a message that can still be read
 */
record Parties(
    String us,
    String them,
    String route,
    String profile,
    Duration longestDelay,
    Consumer<String> complaints) {
  void tell(String complaint) {
    complaints.accept(complaint);
  }
}
