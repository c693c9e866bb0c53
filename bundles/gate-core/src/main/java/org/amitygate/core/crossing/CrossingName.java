package org.amitygate.core.crossing;

import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * Short names that people say on the radio: gate, local date, number, check character: {@code
 * HN-1123-0042-K}.
 */
public final class CrossingName {

  /** No letters that sound or look alike. */
  private static final String CHECK = "ACEFHJKMPRTUWXY3479";

  private static final Pattern FORM = Pattern.compile("[^-]*-\\d{4}-\\d{4,}-.");

  private CrossingName() {}

  /** Whether this is such a name, of this gate or another one. No plate looks like one. */
  public static boolean is(String text) {
    int last = text.length() - 1;
    return FORM.matcher(text).matches() && check(text.substring(0, last - 1)) == text.charAt(last);
  }

  static String of(String gate, LocalDate date, long number) {
    StringBuilder text = new StringBuilder(initials(gate)).append('-');
    digits(text, date.getMonthValue(), 2);
    digits(text, date.getDayOfMonth(), 2);
    digits(text.append('-'), number, 4);
    char check = check(text);
    return text.append('-').append(check).toString();
  }

  private static void digits(StringBuilder text, long number, int least) {
    String digits = Long.toString(number);
    text.append("0".repeat(Math.max(0, least - digits.length()))).append(digits);
  }

  private static String initials(String gate) {
    StringBuilder initials = new StringBuilder();
    for (String word : gate.split("-")) {
      if (!word.isEmpty()) {
        initials.append(Character.toUpperCase(word.charAt(0)));
      }
    }
    return initials.toString();
  }

  /**
   * Weighted sum modulo a prime of which 2 is a primitive root: one wrong or two swapped digits
   * change it.
   */
  private static char check(CharSequence text) {
    int sum = 0;
    for (int i = 0; i < text.length(); i++) {
      sum = (sum * 2 + text.charAt(i)) % CHECK.length();
    }
    return CHECK.charAt(sum);
  }
}
