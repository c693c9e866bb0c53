package org.amitygate.core.crossing;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a crossing, kept until a stage awaits it.
 *
 * @param name {@code plate.entry}, {@code plate.exit}, {@code at-exit}, {@code customs}, {@code
 *     accepted}, …
 * @param data JSON values
 */
public record Signal(String name, Instant at, Map<String, Object> data) {

  /** The name of what begins a stage when nothing came in time. */
  static final String LATE = "late";
}
