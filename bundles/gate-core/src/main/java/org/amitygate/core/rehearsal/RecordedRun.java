package org.amitygate.core.rehearsal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.Signal;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.json.Json;

/**
 * One run of a stage as it was recorded: everything that it was given, and what it decided.
 *
 * @param now gate time at which the stage began
 * @param facts before the stage
 * @param asked its questions, by their number
 * @param settings digest of the settings that the flow was built with
 * @param decision as {@link org.amitygate.core.crossing.StageDecision#whole}
 */
record RecordedRun(
    String stage,
    int visit,
    Instant now,
    Optional<Signal> signal,
    ObjectNode facts,
    Map<Integer, Asked> asked,
    String settings,
    ObjectNode decision) {

  /** A question and its answer. */
  record Asked(ObjectNode question, ObjectNode answer) {}

  /** The same call for another version of the flow. */
  StageCall call(CrossingRow crossing, String version, Questions questions) {
    return new StageCall(
        crossing.id().toString(),
        crossing.name(),
        Role.valueOf(crossing.role()),
        crossing.lane(),
        crossing.flow(),
        version,
        stage,
        visit,
        now,
        Json.map(facts),
        signal,
        questions);
  }

  /** What it was given, for people. */
  ObjectNode inputs() {
    ObjectNode inputs = Json.object().put("now", now.toString());
    signal.ifPresent(
        came -> {
          inputs.put("signal", came.name());
          inputs.set("signalData", Json.object(came.data()));
        });
    inputs.set("facts", facts);
    if (!asked.isEmpty()) {
      ArrayNode all = inputs.putArray("answers");
      asked
          .values()
          .forEach(
              one ->
                  all.add(
                      Json.object().<ObjectNode>setAll(one.question()).set("is", one.answer())));
    }
    return inputs.put("settings", settings.substring(0, Math.min(12, settings.length())));
  }
}
