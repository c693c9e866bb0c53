package org.amitygate.crossing;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Number plates as text: compared without separators, and never equal merely because a camera may
 * confuse them. The one rule for declarations, lanes and flows.
 */
public final class Plates {

  /** Characters that plate cameras take for each other, each pair folded to its second. */
  private static final String CONFUSED = "O0Q0D0Đ0I1L1Z2S5G6B8";

  private static final char FIRST_NOT_PLAIN = 0x80;

  private Plates() {}

  /**
   * Upper case, letters and digits only: {@code 29C-123.45} and {@code 29c 12345} are the same
   * plate.
   */
  public static String key(String plate) {
    // Asked for with each event and each change of a crossing, and most are plain.
    StringBuilder key = new StringBuilder(plate.length());
    for (int i = 0; i < plate.length(); i++) {
      char c = plate.charAt(i);
      if (c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
        key.append(c);
      } else if (c >= 'a' && c <= 'z') {
        key.append((char) (c - 'a' + 'A'));
      } else if (c >= FIRST_NOT_PLAIN) {
        return keyInAnyScript(plate);
      }
    }
    return key.toString();
  }

  private static String keyInAnyScript(String plate) {
    StringBuilder key = new StringBuilder(plate.length());
    Normalizer.normalize(plate, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(key::appendCodePoint);
    return key.toString();
  }

  /**
   * What is left when everything a camera confuses or loses is taken away; equal folds mean: may be
   * the same plate. Lost are Chinese characters: the province before, 学, 警 or 挂 behind.
   */
  public static String fold(String plate) {
    StringBuilder fold = new StringBuilder();
    key(plate)
        .codePoints()
        .filter(c -> !Character.isIdeographic(c))
        .map(Plates::folded)
        .forEach(fold::appendCodePoint);
    return fold.toString();
  }

  private static int folded(int c) {
    for (int i = 0; i < CONFUSED.length(); i += 2) {
      if (CONFUSED.charAt(i) == c) {
        return CONFUSED.charAt(i + 1);
      }
    }
    return c;
  }
}
