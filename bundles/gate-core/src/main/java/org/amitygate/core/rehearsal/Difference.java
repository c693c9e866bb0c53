package org.amitygate.core.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageDecision;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A run of a stage that the candidate decides differently.
 *
 * @param crossing its short name
 * @param points in what it differs, at least one
 * @param inputs what both were given
 */
public record Difference(
    String crossing, String lane, String stage, int visit, List<Point> points, ObjectNode inputs) {

  /**
   * One thing in which the candidate differs.
   *
   * @param what {@code decision}, {@code facts}, {@code effects} or {@code questions}
   * @param recorded as JSON
   * @param candidate as JSON, or why it failed
   */
  public record Point(String what, String recorded, String candidate) {}

  /** How a stage ended is one thing, with all of its details. */
  private static final Set<String> ENDING = Set.of("outcome", "detail");

  /** Facts that were changed and those that were taken away. */
  private static final Set<String> FACTS = Set.of("facts", "removed");

  private static final Set<String> EFFECTS = Set.of("effects");

  /** Empty: it decides as recorded. */
  static Optional<Difference> between(
      CrossingRow crossing,
      RecordedRun run,
      RecordedQuestions questions,
      @Nullable StageResult result,
      @Nullable Throwable failure) {
    List<Point> points = new ArrayList<>();
    if (!questions.asRecorded()) {
      points.add(
          new Point("questions", questions.recorded().toString(), questions.asked().toString()));
    }
    if (result == null) {
      points.add(
          new Point(
              "decision",
              run.decision().deepCopy().retain(ENDING).toString(),
              "it fails: " + sentence(failure)));
    } else {
      ObjectNode decision = StageDecision.of(Json.map(run.facts()), result).whole();
      compare("decision", ENDING, run.decision(), decision, points);
      compare("facts", FACTS, run.decision(), decision, points);
      compare("effects", EFFECTS, run.decision(), decision, points);
    }
    return points.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Difference(
                crossing.name(),
                crossing.lane(),
                run.stage(),
                run.visit(),
                List.copyOf(points),
                run.inputs()));
  }

  private static void compare(
      String what, Set<String> names, ObjectNode recorded, ObjectNode candidate, List<Point> to) {
    JsonNode was = recorded.deepCopy().retain(names);
    JsonNode is = candidate.deepCopy().retain(names);
    if (!was.equals(is)) {
      to.add(new Point(what, was.toString(), is.toString()));
    }
  }

  private static String sentence(@Nullable Throwable failure) {
    if (failure == null) {
      return "it gave no result";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
