package org.amitygate.demo.view;

import java.util.List;
import java.util.Map;
import org.amitygate.demo.report.CrossingRow;

/**
 * What there is to be seen at one moment.
 *
 * @param trucks how many there will be
 * @param link what is the matter with the link between the gates
 * @param note something about the run itself; empty if there is nothing
 */
public record Scene(
    long seed,
    long seconds,
    int trucks,
    List<String> lanes,
    Gate exports,
    Gate imports,
    int kills,
    Link link,
    String note) {

  /**
   * The link between the gates as the world has it.
   *
   * @param fault in a word; empty if there is none
   * @param seconds since when
   */
  public record Link(String fault, long seconds) {
    public static final Link UP = new Link("", 0);
  }

  /**
   * One gate.
   *
   * @param up false while it is being started
   * @param open crossings that are under way or held
   * @param states how many crossings are in each state
   */
  public record Gate(
      String name, boolean up, List<CrossingRow> open, Map<String, Integer> states) {}
}
