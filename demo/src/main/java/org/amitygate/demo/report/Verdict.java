package org.amitygate.demo.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a run kept every promise.
 *
 * @param complaints what was not kept, one sentence each; empty when all was
 */
public record Verdict(List<String> complaints) {
  private static final double LEAST_DONE = 0.85;

  /** Of all trucks, held because their gate was killed. */
  private static final double MOST_UNWATCHED = 0.03;

  private static final int STAGES_EACH = 5;
  private static final int TRUCKS_FOR_ALL_KILLS = 100;

  public Verdict {
    complaints = List.copyOf(complaints);
  }

  public static Verdict of(Report report) {
    List<String> complaints = new ArrayList<>(report.run().complaints());
    report
        .counts()
        .forEach(
            (key, count) -> {
              if (key.equals(Findings.Key.HELD_UNWATCHED.label())) {
                unwatched(count, report.trucks(), complaints);
              } else if (count != 0) {
                complaints.add(key + " is " + count + ", not 0");
              }
            });
    if (report.maxOpenings() > 1) {
      complaints.add(
          "a barrier was commanded open " + report.maxOpenings() + " times in one epoch");
    }
    if (report.trucks() == 0) {
      complaints.add("no truck was planned");
    }
    if (report.done() < LEAST_DONE * report.trucks()) {
      complaints.add("only " + report.done() + " of " + report.trucks() + " trucks are done");
    }
    int ended = report.done() + report.heldAltogether() + report.refused();
    if (ended != report.trucks()) {
      complaints.add(ended + " of " + report.trucks() + " trucks have an end");
    }
    if (report.run().kill() && report.trucks() >= TRUCKS_FOR_ALL_KILLS) {
      kills(report.run(), complaints);
    }
    if (report.run().faults() && report.cuts() == 0) {
      complaints.add("the link between the gates was never cut");
    }
    report.run().ordeal().ifPresent(ordeal -> lasted(report, ordeal, complaints));
    report.run().reconciled().ifPresent(reconciled -> reconciled(reconciled, complaints));
    report.run().crashPoints().ifPresent(points -> crashes(points, complaints));
    return new Verdict(complaints);
  }

  /** A kill may cost a vehicle in the lane a hold, which is safe; a defect would cost many. */
  private static void unwatched(int count, int trucks, List<String> complaints) {
    if (count > Math.ceil(MOST_UNWATCHED * trucks)) {
      complaints.add(
          count + " of " + trucks + " trucks were held because nobody watched them for a while");
    }
  }

  private static void lasted(Report report, RunFacts.Ordeal ordeal, List<String> complaints) {
    if (report.minutes() < ordeal.minutes()) {
      complaints.add("trucks came for " + report.minutes() + " minutes, not " + ordeal.minutes());
    }
    if (report.run().kills() == 0) {
      complaints.add("no gate was killed");
    }
    if (ordeal.renewals() == 0) {
      complaints.add("the gates did not get new keys");
    }
  }

  private static void reconciled(Reconciled reconciled, List<String> complaints) {
    if (reconciled.planted() == 0) {
      complaints.add("no difference was planted");
    }
    if (reconciled.found() != reconciled.planted()
        || reconciled.named().size() != reconciled.planted()) {
      complaints.add(
          reconciled.planted()
              + " difference(s) planted, "
              + reconciled.found()
              + " of them found; named were "
              + reconciled.named());
    }
  }

  private static void crashes(CrashPoints points, List<String> complaints) {
    if (points.hit().isEmpty()) {
      complaints.add("no gate was killed at any point");
    }
    points.notReached().forEach(point -> complaints.add("the point was not hit: " + point));
    points.unlisted().forEach(point -> complaints.add("the point is in no list: " + point));
  }

  /** Keys are such as {@code huu-nghi OPENING}; {@code both …} counts for both gates at once. */
  private static void kills(RunFacts run, List<String> complaints) {
    for (String gate : run.gates().keySet()) {
      long stages =
          run.killsAtStage().entrySet().stream()
              .filter(entry -> entry.getValue() > 0)
              .map(Map.Entry::getKey)
              .filter(stage -> stage.startsWith(gate + " "))
              .count();
      if (stages < STAGES_EACH) {
        complaints.add(gate + " was killed at " + stages + " stages, not " + STAGES_EACH);
      }
    }
    if (run.killsAtStage().keySet().stream().noneMatch(stage -> stage.startsWith("both "))) {
      complaints.add("the gates were never killed both at once");
    }
  }

  public boolean good() {
    return complaints.isEmpty();
  }

  /** For a person. */
  public String text() {
    return good()
        ? "Everything it promised was true."
        : "Not everything it promised was true:\n  - " + String.join("\n  - ", complaints);
  }
}
