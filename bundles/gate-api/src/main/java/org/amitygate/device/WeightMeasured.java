package org.amitygate.device;

import java.time.Instant;
import java.util.Map;

/**
 * A scale's answer.
 *
 * @param grossKg what stands on the platform, in kilograms
 * @param stable the scale itself called it stable; a moving weight never counts
 */
public record WeightMeasured(
    Instant at, long grossKg, boolean stable, Map<String, String> attributes) implements Reading {

  public WeightMeasured {
    attributes = Map.copyOf(attributes);
  }
}
