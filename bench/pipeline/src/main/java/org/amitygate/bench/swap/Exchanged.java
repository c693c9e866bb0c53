package org.amitygate.bench.swap;

import java.util.regex.Pattern;

/**
 * One exchange of a plug-in, as whoever ordered it saw it.
 *
 * @param index of the version within its kind: the first exchange brings 1, before it there was 0
 * @param orderedAt as {@link System#nanoTime}
 * @param answer what the server said
 */
record Exchanged(Kind kind, int index, long orderedAt, long answeredAt, String answer) {

  private static final Pattern DONE = Pattern.compile("OK .* is active, in the place of \\S+");

  /** What is exchanged. */
  enum Kind {
    DRIVER,
    FLOW;

    /** The version with this index. */
    static String version(int index) {
      return "1.0." + index;
    }

    /** The index of a version; −1 if it is none of ours. */
    static int index(String version) {
      return version.matches("1\\.0\\.\\d{1,6}") ? Integer.parseInt(version.substring(4)) : -1;
    }
  }

  boolean done() {
    return DONE.matcher(answer).matches();
  }
}
