package org.amitygate.flow.cargo.exports;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

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

  /** Letters that cameras take for digits, and below each the digit. */
  private static final String LETTERS = "OQDILZSGB";

  private static final String DIGITS = "000112568";

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
    String entry = key(entryPlate);
    String exit = key(exitPlate);
    if (exit.isEmpty()) {
      return Finding.UNREADABLE;
    }
    if (exit.equals(entry)) {
      return confidence.orElse(100L) >= minConfidence ? Finding.SAME : Finding.CONFUSABLE;
    }
    return fold(exit).equals(fold(entry)) ? Finding.CONFUSABLE : Finding.OTHER;
  }

  /** Upper case, letters and digits only. */
  private static String key(String plate) {
    return Normalizer.normalize(plate, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Without province characters, which cameras lose, and with what they confuse made equal. */
  private static String fold(String key) {
    return key.codePoints()
        .filter(c -> !Character.isIdeographic(c))
        .map(ExitIdentityRule::folded)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int folded(int c) {
    int letter = LETTERS.indexOf(c);
    return letter < 0 ? c : DIGITS.charAt(letter);
  }
}
