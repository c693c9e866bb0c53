package org.amitygate.device;

import java.time.Instant;
import java.util.Map;

/**
 * A vehicle loop changed, or was seen for the first time on this connection.
 *
 * @param loop {@code entry}, {@code exit} or {@code passage}
 * @param sinceStart the first look after connecting: the change itself was not seen
 */
public record PresenceSensed(
    Instant at, String loop, boolean occupied, boolean sinceStart, Map<String, String> attributes)
    implements Reading {

  public PresenceSensed {
    attributes = Map.copyOf(attributes);
  }
}
