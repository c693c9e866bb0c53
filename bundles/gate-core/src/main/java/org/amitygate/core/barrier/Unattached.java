package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.amitygate.crossing.Plates;
import org.jspecify.annotations.Nullable;

/**
 * A read that belongs to nobody yet; stored as part of its {@link Zone}.
 *
 * @param occupied the loops were not watched, or there was a vehicle in the zone, which it does not
 *     fit
 * @param pictures as its record names them
 * @param attributes what else the camera said of it
 */
record Unattached(
    String plate,
    @Nullable Integer confidencePercent,
    String eventId,
    Instant at,
    boolean occupied,
    @Nullable ArrayNode pictures,
    @Nullable Map<String, String> attributes) {

  /** Without pictures, and nothing else is known of it. */
  static Unattached of(
      String plate,
      @Nullable Integer confidencePercent,
      String eventId,
      Instant at,
      boolean occupied) {
    return new Unattached(plate, confidencePercent, eventId, at, occupied, null, null);
  }

  Optional<Integer> confidence() {
    return Optional.ofNullable(confidencePercent);
  }

  /** For people: what was read, and how surely. */
  String shown() {
    String sureness = confidence().map(percent -> " (" + percent + " %)").orElse("");
    return plate.isEmpty() ? "none" : plate + sureness;
  }

  static boolean samePlate(@Nullable Unattached one, @Nullable Unattached other) {
    return one != null
        && other != null
        && Plates.key(one.plate()).equals(Plates.key(other.plate()));
  }

  Unattached unwatched() {
    return new Unattached(plate, confidencePercent, eventId, at, true, pictures, attributes);
  }
}
