package org.amitygate.bench.swap;

/**
 * One exchange of a plug-in, as whoever ordered it saw it.
 *
 * @param index of the version within its kind: the first exchange brings 1, before it there was 0
 * @param orderedAt as {@link System#nanoTime}
 * @param done the new version is active
 * @param answer what the server said
 */
public record Exchanged(
    Kind kind, int index, long orderedAt, long answeredAt, boolean done, String answer) {

  /** What is exchanged. */
  public enum Kind {
    /** What reads a lane. */
    DRIVER,
    /** What decides about a vehicle. */
    FLOW;

    /** The version with this index. */
    public static String version(int index) {
      return "1.0." + index;
    }

    /** The index of a version; −1 if it is none of ours. */
    public static int index(String version) {
      return version.matches("1\\.0\\.\\d{1,6}") ? Integer.parseInt(version.substring(4)) : -1;
    }
  }
}
