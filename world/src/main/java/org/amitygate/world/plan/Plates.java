package org.amitygate.world.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Makes number plates. No two of one instance are equal or can be taken for one another by the
 * confusable pairs 0/O, 8/B, 1/I, 5/S, 2/Z or by a lost province. Not for use by several threads.
 */
final class Plates {
  private static final String PAIRS = "0O8B1I5S2Z";
  private static final String[] VN_PROVINCES = {
    "11", "12", "14", "15", "16", "20", "29", "30", "34", "36", "51", "61", "89", "98", "99"
  };
  private static final String VN_SERIES = "CDHKLMRT";
  private static final String[] CN_PROVINCES = {"桂", "粤", "云", "湘", "琼", "贵"};
  private static final String CN_CITIES = "ACDEFGHJKLMNPRTUVWXY";
  private static final String[] UNREADABLE = {"无车牌", "unknown", "NOPLATE", ""};

  private final Random random;
  private final Set<String> used = new HashSet<>();

  Plates(Random random) {
    this.random = random;
  }

  /** A plate such as 29C-123.45. */
  String vietnamese() {
    while (true) {
      char series = pick(VN_SERIES);
      String digits = digits();
      if (used.add(canonical(series + digits))) {
        return VN_PROVINCES[random.nextInt(VN_PROVINCES.length)]
            + series
            + "-"
            + digits.substring(0, 3)
            + "."
            + digits.substring(3);
      }
    }
  }

  /** A plate such as 桂F12345. */
  String chinese() {
    while (true) {
      char city = pick(CN_CITIES);
      String digits = digits();
      if (used.add(canonical(city + digits))) {
        return CN_PROVINCES[random.nextInt(CN_PROVINCES.length)] + city + digits;
      }
    }
  }

  /** Three of five are Vietnamese. */
  String any() {
    return random.nextInt(5) < 3 ? vietnamese() : chinese();
  }

  /** What a camera gives for a plate it reads well. */
  static String asRead(String plate) {
    return plate.replace("-", "").replace(".", "");
  }

  /**
   * The plate with one confusable character swapped or, for a Chinese one, perhaps its province
   * lost.
   */
  String confused(String plate) {
    String read = asRead(plate);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < read.length(); i++) {
      if (PAIRS.indexOf(read.charAt(i)) >= 0) {
        places.add(i);
      }
    }
    if (read.charAt(0) > 127 && (places.isEmpty() || random.nextBoolean())) {
      return read.substring(1);
    }
    int place = places.get(random.nextInt(places.size()));
    return read.substring(0, place) + partner(read.charAt(place)) + read.substring(place + 1);
  }

  /** True if {@link #confused} can do something with it. */
  static boolean confusable(String plate) {
    return plate.charAt(0) > 127 || plate.chars().anyMatch(c -> PAIRS.indexOf(c) >= 0);
  }

  String unreadable() {
    return UNREADABLE[random.nextInt(UNREADABLE.length)];
  }

  /**
   * Series letter and digits, with the confusable characters made one: equal for plates that may be
   * taken for one.
   */
  static String canonical(String plate) {
    String read = asRead(plate);
    String tail = read.substring(Math.max(0, read.length() - 6));
    StringBuilder made = new StringBuilder();
    for (char c : tail.toCharArray()) {
      int at = PAIRS.indexOf(c);
      made.append(at < 0 ? c : PAIRS.charAt(at & ~1));
    }
    return made.toString();
  }

  private static char partner(char c) {
    return PAIRS.charAt(PAIRS.indexOf(c) ^ 1);
  }

  private char pick(String from) {
    return from.charAt(random.nextInt(from.length()));
  }

  private String digits() {
    return String.format("%05d", random.nextInt(100_000));
  }
}
