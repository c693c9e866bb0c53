package org.amitygate.demo.report;

import java.text.Normalizer;
import java.util.Locale;

/** Number plates compared as docs say: letters and digits only, in upper case. */
final class Plates {
  private Plates() {}

  static String key(String plate) {
    StringBuilder key = new StringBuilder();
    Normalizer.normalize(plate, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(key::appendCodePoint);
    return key.toString();
  }
}
