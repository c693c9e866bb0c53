package org.amitygate.core.journal;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a crossing is found by: lower case, letters and digits of any script, without diacritics and
 * separators, so that {@code 桂A·12345} is found by {@code 桂a12345} and {@code Hữu Nghị} by {@code
 * huu nghi}. Several words of a field are separated by a blank.
 *
 * @param plates of the tractor and the trailer
 */
public record Words(String plates, String containers, String declaration, String name) {

  /** Characters of a field; what is longer is cut. */
  static final int LONGEST = 200;

  private static final String FIELD = "|";
  private static final char FIRST_NOT_PLAIN = 0x80;

  /** What separates several values of one fact. */
  private static final Pattern SEVERAL = Pattern.compile("[,;/+|\\n]");

  /** As people and devices write them. */
  public static Words of(List<String> plates, String containers, String declaration, String name) {
    return new Words(
        folded(plates),
        containers.isEmpty() ? "" : folded(List.of(SEVERAL.split(containers))),
        folded(List.of(declaration)),
        folded(List.of(name)));
  }

  private static String folded(List<String> values) {
    StringBuilder all = new StringBuilder();
    for (String value : values) {
      String word = fold(value);
      if (!word.isEmpty()) {
        all.append(all.isEmpty() ? "" : " ").append(word);
      }
    }
    return all.length() <= LONGEST ? all.toString() : all.substring(0, LONGEST);
  }

  /** Lower case, letters and digits only, without diacritics; empty if there are none. */
  public static String fold(String text) {
    // Each change of a crossing folds its words again, and most are plain.
    StringBuilder folded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
        folded.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        folded.append((char) (c - 'A' + 'a'));
      } else if (c >= FIRST_NOT_PLAIN) {
        return foldAnyScript(text);
      }
    }
    return folded.toString();
  }

  private static String foldAnyScript(String text) {
    String apart =
        Normalizer.normalize(text, Normalizer.Form.NFKD).replace('đ', 'd').replace('Đ', 'D');
    StringBuilder folded = new StringBuilder(text.length());
    apart
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit) // a combining mark is neither
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }

  /** In one text, as the store keeps it. */
  public String stored() {
    return String.join(FIELD, plates, containers, declaration, name);
  }

  /** Of what {@link #stored} gave; empty fields of anything else. */
  public static Words ofStored(String stored) {
    String[] fields = stored.split("\\|", -1);
    return fields.length == 4
        ? new Words(fields[0], fields[1], fields[2], fields[3])
        : new Words("", "", "", "");
  }

  /** Whether one of them has this part, which is folded. */
  boolean contain(String part) {
    return plates.contains(part)
        || containers.contains(part)
        || declaration.contains(part)
        || name.contains(part);
  }
}
