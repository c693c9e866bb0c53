package org.amitygate.bench.swap;

import java.util.List;
import java.util.Map;

/**
 * What the server has in its store.
 *
 * @param readings in the order of the store
 * @param crossings by the event that began them
 * @param restartedOthers how often the plug-in host itself noticed that it restarted another bundle
 */
public record Stored(List<Reading> readings, Map<Event, Crossing> crossings, int restartedOthers) {

  /** Which reading of which lane. */
  public record Event(int lane, long seq) {

    /** Reads {@code LANE-SEQ}. */
    public static Event of(String text) {
      int hyphen = text.indexOf('-');
      return new Event(
          Integer.parseInt(text.substring(0, hyphen)), Long.parseLong(text.substring(hyphen + 1)));
    }
  }

  /**
   * A reading.
   *
   * @param driver index of the version that decoded it
   */
  public record Reading(Event event, int driver) {}

  /**
   * A vehicle on its way through.
   *
   * @param flow index of the version that it began with
   * @param stages indexes of the versions that its stages ran on
   * @param ended it is done
   */
  public record Crossing(int flow, List<Integer> stages, boolean ended) {}
}
