package org.amitygate.demo.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the conductor knows of the run itself.
 *
 * @param reconciled if a difference was planted
 * @param ordeal if it was to last for some time, with kills and renewals
 * @param faults the link between the gates was harmed
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
    boolean faults,
    Optional<Reconciled> reconciled,
    Optional<Ordeal> ordeal,
    List<String> complaints) {

  /**
   * A run that was to last.
   *
   * @param minutes of trucks, at least
   * @param renewals how often both gates got new keys and certificates
   */
  public record Ordeal(int minutes, int renewals) {}

  /** Of a run in which nothing happened to the link. */
  public RunFacts(
      long seed,
      int lanes,
      boolean kill,
      double wallSeconds,
      int kills,
      Map<String, Integer> killsAtStage,
      Map<String, GateFacts> gates,
      Optional<CrashPoints> crashPoints,
      List<String> complaints) {
    this(
        seed,
        lanes,
        kill,
        wallSeconds,
        kills,
        killsAtStage,
        gates,
        crashPoints,
        false,
        Optional.empty(),
        Optional.empty(),
        complaints);
  }

  /**
   * @param startSeconds of its first start
   * @param rssMb the most memory it ever had resident
   */
  public record GateFacts(double startSeconds, long rssMb) {}
}
