package org.amitygate.demo.report;

import java.util.List;
import java.util.Map;

/**
 * What the conductor knows of the run itself.
 *
 * @param complaints what went wrong with the run as such, in sentences
 */
public record RunFacts(
    long seed,
    int lanes,
    boolean kill,
    double wallSeconds,
    int kills,
    Map<String, Integer> killsAtStage,
    Map<String, GateFacts> gates,
    List<String> complaints) {

  /**
   * @param startSeconds of its first start
   * @param rssMb the most memory it ever had resident
   */
  public record GateFacts(double startSeconds, long rssMb) {}
}
