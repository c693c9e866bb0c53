package org.amitygate.journal;

import java.nio.charset.StandardCharsets;

/**
 * Text that rows are found by. Devices and traders choose some of it: what one of the databases
 * could not store or index is refused on both, before it reaches them.
 */
final class Key {

  /** UTF-8 bytes; an index entry of PostgreSQL holds 2,704. */
  static final int LONGEST = 2_000;

  private Key() {}

  static boolean fits(String text) {
    return text.indexOf('\0') < 0
        && (text.length() <= LONGEST / 3
            || text.getBytes(StandardCharsets.UTF_8).length <= LONGEST);
  }

  /**
   * @throws IllegalArgumentException no row can have it
   */
  static void check(String what, String text) {
    if (!fits(text)) {
      throw new IllegalArgumentException(
          what + " has U+0000 in it, or more than " + LONGEST + " bytes");
    }
  }
}
