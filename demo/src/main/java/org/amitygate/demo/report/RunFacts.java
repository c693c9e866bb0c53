package org.amitygate.demo.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the conductor knows of the run itself.
 *
 * @param crashPoints if the gates were killed at the points of the list
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
    Optional<CrashPoints> crashPoints,
    List<String> complaints) {

  /**
   * @param startSeconds of its first start
   * @param rssMb the most memory it ever had resident
   */
  public record GateFacts(double startSeconds, long rssMb) {}
}
