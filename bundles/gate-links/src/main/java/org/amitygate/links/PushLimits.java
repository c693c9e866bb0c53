package org.amitygate.links;

import java.time.Duration;

/**
 * What one device that pushes may take, so that it cannot hurt the others.
 *
 * @param body bytes of one body
 * @param connections open at a time on one listening address
 * @param headWithin a request's head, from the connection's begin
 * @param progressWithin the next piece of a body
 * @param bodyWithin a whole body, also while it waits for its turn
 * @param replyWithin the device host's answer
 * @param idle a connection between two requests
 */
record PushLimits(
    int body,
    int connections,
    Duration headWithin,
    Duration progressWithin,
    Duration bodyWithin,
    Duration replyWithin,
    Duration idle) {

  static final PushLimits STANDARD =
      new PushLimits(
          8 << 20,
          256,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5));
}
