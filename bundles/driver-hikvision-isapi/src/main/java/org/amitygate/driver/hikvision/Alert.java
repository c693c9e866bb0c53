package org.amitygate.driver.hikvision;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One {@code EventNotificationAlert}.
 *
 * @param eventType in lower case
 * @param uuid the camera's id of the event
 * @param dateTime when it happened by the camera's clock; empty if it names no zone
 * @param plate as the camera wrote it; empty if it says that it read none
 * @param confidencePercent 0…100
 * @param attributes everything else that is worth keeping, by the camera's names
 */
record Alert(
    String eventType,
    Optional<String> uuid,
    Optional<Instant> dateTime,
    Optional<String> plate,
    Optional<Integer> confidencePercent,
    Map<String, String> attributes) {

  /**
   * A plate was read, or the camera says that it could not; everything else only shows that the
   * camera lives.
   */
  boolean isPlateRead() {
    return eventType.equals("anpr");
  }
}
