package org.amitygate.core.journal;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** What separates several values of one fact. */
  private static final String SEVERAL = "[,;/+|\\n]";

  /** As people and devices write them. */
  public static Words of(List<String> plates, String containers, String declaration, String name) {
    return new Words(
        folded(plates.stream()),
        folded(Arrays.stream(containers.split(SEVERAL))),
        folded(Stream.of(declaration)),
        folded(Stream.of(name)));
  }

  private static String folded(Stream<String> values) {
    String all = values.map(Words::fold).filter(s -> !s.isEmpty()).collect(Collectors.joining(" "));
    return all.length() <= LONGEST ? all : all.substring(0, LONGEST);
  }

  /** Lower case, letters and digits only, without diacritics; empty if there are none. */
  public static String fold(String text) {
    if (text.chars().allMatch(c -> c < 0x80)) {
      return lettersAndDigits(text);
    }
    String apart =
        Normalizer.normalize(text, Normalizer.Form.NFKD).replace('đ', 'd').replace('Đ', 'D');
    return lettersAndDigits(apart);
  }

  private static String lettersAndDigits(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.toLowerCase(Locale.ROOT)
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
