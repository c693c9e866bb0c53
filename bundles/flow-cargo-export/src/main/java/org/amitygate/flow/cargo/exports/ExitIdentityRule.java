package org.amitygate.flow.cargo.exports;

import java.util.Optional;
import org.amitygate.crossing.Plates;

/** Whether the plate read at the exit is the plate read at the entry. */
final class ExitIdentityRule {

  /** What was found. Only {@link #SAME} lets the truck go on. */
  enum Finding {
    SAME,
    /** Equal but not read surely, or unequal only in what cameras confuse or lose. */
    CONFUSABLE,
    UNREADABLE,
    OTHER
  }

  private final long minConfidence;

  /**
   * @param minConfidence per cent; a reading below it is not sure
   */
  ExitIdentityRule(long minConfidence) {
    this.minConfidence = minConfidence;
  }

  /**
   * @param confidence of the exit camera, per cent; empty when it gives none
   */
  Finding find(String entryPlate, String exitPlate, Optional<Long> confidence) {
    String entry = Plates.key(entryPlate);
    String exit = Plates.key(exitPlate);
    if (exit.isEmpty()) {
      return Finding.UNREADABLE;
    }
    if (exit.equals(entry)) {
      return confidence.orElse(100L) >= minConfidence ? Finding.SAME : Finding.CONFUSABLE;
    }
    return Plates.fold(exit).equals(Plates.fold(entry)) ? Finding.CONFUSABLE : Finding.OTHER;
  }
}
