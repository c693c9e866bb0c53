package org.amitygate.crossing;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of freight containers as ISO 6346 gives them: three letters of the owner, the category (U
 * container, J equipment that can be taken off it, Z trailer or chassis), six digits and the check
 * digit. They are written with spaces and dashes, several in one text, and among other words, which
 * another script than theirs need not keep apart.
 */
public final class ContainerNumber {

  private static final String GAP = "[\\s\\p{Z}\\p{Pd}\\u2212]*";

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<![\\p{IsLatin}\\p{N}])(?:[A-Z]@){3}[UJZ]@(?:[0-9]@){6}[0-9](?![\\p{IsLatin}\\p{N}])"
              .replace("@", GAP));

  private static final Pattern GAPS = Pattern.compile(GAP);

  /** What stands between several containers in one text. */
  private static final Pattern SEVERAL = Pattern.compile("[,;/|+&\\n，；、／]");

  /** Owner code, category and serial number: what the check digit is made of. */
  private static final int CHECKED = 10;

  private ContainerNumber() {}

  /**
   * The containers that a text names, each once: numbers of ISO 6346 in capital letters without
   * gaps, anything else as it is written.
   */
  public static List<String> in(String text) {
    List<String> containers = new ArrayList<>();
    for (String part : SEVERAL.split(text)) {
      List<String> numbers = numbers(part);
      if (numbers.isEmpty() && !part.isBlank()) {
        numbers = List.of(part.strip());
      }
      numbers.stream().filter(number -> !containers.contains(number)).forEach(containers::add);
    }
    return containers;
  }

  /**
   * What is wrong with the first number in a text that has a wrong check digit; empty if none has.
   * A text without such a number has none.
   */
  public static Optional<String> objection(String text) {
    return numbers(text).stream()
        .filter(number -> number.charAt(CHECKED) != checkDigit(number))
        .findFirst()
        .map(
            number ->
                "container "
                    + number
                    + " ends in "
                    + number.charAt(CHECKED)
                    + ", its check digit by ISO 6346 is "
                    + checkDigit(number));
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher found =
        NUMBER.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT));
    while (found.find()) {
      numbers.add(GAPS.matcher(found.group()).replaceAll(""));
    }
    return numbers;
  }

  /**
   * ISO 6346, annex A: letters count from 10 on without the multiples of 11, the sign at place i
   * (from 0) counts 2^i times, and the digit is the sum modulo 11, where 10 is written 0.
   */
  private static char checkDigit(String number) {
    int sum = 0;
    for (int i = 0; i < CHECKED; i++) {
      sum += value(number.charAt(i)) << i;
    }
    return (char) ('0' + sum % 11 % 10);
  }

  private static int value(char sign) {
    if (sign <= '9') {
      return sign - '0';
    }
    int letter = sign - 'A';
    return 10 + letter + (letter + 9) / 10; // 11, 22 and 33 are left out
  }
}
