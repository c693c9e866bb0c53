package org.amitygate.device;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A camera read a plate, or says that it could not.
 *
 * @param plate as the vendor wrote it, trimmed; empty when the vendor says "no plate"
 * @param confidencePercent 0…100; empty when the vendor gives none
 * @param eventId the vendor's id of the event, for telling repeats
 * @param pictures files as received: jpegs, and what of the event could not be read
 * @param attributes what else the vendor says, by its names, and {@link #KEPT}
 */
public record PlateRead(
    Instant at,
    Optional<String> plate,
    Optional<Integer> confidencePercent,
    String eventId,
    List<Picture> pictures,
    Map<String, String> attributes)
    implements Reading {

  /**
   * Attribute: {@code true} if the camera says that it kept this read while it was cut off. Only
   * then is a time before the vehicle's arrival believed of a plate that is not the vehicle's.
   */
  public static final String KEPT = "kept";

  public PlateRead {
    pictures = List.copyOf(pictures);
    attributes = Map.copyOf(attributes);
  }

  /**
   * @param name as the vendor calls it, such as {@code licensePlatePicture.jpg}
   */
  public record Picture(String name, String contentType, byte[] bytes) {}
}
