package org.amitygate.core.crossing;

import java.time.Instant;
import java.util.List;
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

  /** So many are kept of one crossing. */
  private static final int KEPT = 32;

  /**
   * Adds this one to those that are kept. Beyond the bound the oldest goes that comes again: the
   * newest of each name stays, whatever is told again and again.
   */
  void queue(List<Signal> kept) {
    kept.add(this);
    if (kept.size() > KEPT) {
      kept.stream().filter(old -> comesAgain(kept, old)).findFirst().ifPresent(kept::remove);
    }
  }

  private static boolean comesAgain(List<Signal> kept, Signal old) {
    return kept.stream().filter(one -> one.name().equals(old.name())).count() > 1;
  }
}
