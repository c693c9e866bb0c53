package org.amitygate.core.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.amitygate.core.crossing.Signal;
import org.amitygate.core.crossing.StageDecision;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.json.Json;
import org.amitygate.core.rehearsal.RecordedRun.Asked;
import org.jspecify.annotations.Nullable;

/**
 * The stage runs of one crossing, out of its records. The facts before each stage are those at the
 * beginning with the changes of all stages before it.
 */
final class Recording {

  static final String EARLIER = "recorded by an earlier version of the gate";
  static final String ERASED = "its personal values were erased";
  static final String FAILED = "the stage failed";
  static final String OVERTAKEN = "the stage was overtaken";
  static final String CORRECTED = "a fact was corrected while the stage ran";

  private final List<RecordedRun> runs = new ArrayList<>();
  private final Map<String, Integer> notReplayable = new TreeMap<>();
  private final Map<Integer, Map<Integer, Asked>> asked = new HashMap<>();

  /** Null: not known. */
  private @Nullable ObjectNode facts;

  private boolean erased;

  private Recording() {}

  /**
   * @param records of the crossing's stream, in order
   */
  static Recording of(List<Entry> records) {
    Recording recording = new Recording();
    records.forEach(recording::take);
    if (recording.erased) {
      recording.runs.forEach(run -> recording.not(ERASED));
      recording.runs.clear();
    }
    return recording;
  }

  List<RecordedRun> runs() {
    return runs;
  }

  /** How many runs cannot be rehearsed, by the reason. */
  Map<String, Integer> notReplayable() {
    return notReplayable;
  }

  private void not(String reason) {
    notReplayable.merge(reason, 1, Integer::sum);
  }

  private void take(Entry entry) {
    int v = entry.body().path("v").asInt();
    switch (entry.type()) {
      case "CrossingBegun" -> facts = v < 2 ? null : part(entry, "facts");
      case "FactCorrected" -> corrected(entry);
      case "QuestionAnswered" -> answered(entry, v);
      case "StageCompleted" -> completed(entry, v);
      case "StageFailed" -> not(FAILED);
      case "StageOvertaken" -> not(OVERTAKEN);
      case "PersonalValuesErased" -> erased = true;
      default -> {
        // says nothing of what a stage was given
      }
    }
  }

  private void corrected(Entry entry) {
    if (facts != null && entry.personal().isPresent()) {
      facts = facts.deepCopy();
      facts.set(entry.body().path("fact").asText(), entry.personal().get().path("value"));
    }
  }

  private void answered(Entry entry, int v) {
    if (v >= 3) {
      asked
          .computeIfAbsent(entry.body().path("visit").asInt(), visit -> new TreeMap<>())
          .put(
              entry.body().path("call").asInt(),
              new Asked(part(entry, "question"), part(entry, "answer")));
    }
  }

  private void completed(Entry entry, int v) {
    ObjectNode before = facts;
    if (v < 3 || before == null) {
      not(EARLIER);
      facts = null;
      return;
    }
    ObjectNode body = entry.body();
    int visit = body.path("visit").asInt();
    ObjectNode decision =
        new StageDecision(
                body.deepCopy().retain(StageDecision.PARTS),
                entry.personal().map(ObjectNode::deepCopy).orElseGet(Json::object))
            .whole();
    if (body.has("meanwhile")) {
      not(CORRECTED);
    } else {
      runs.add(
          new RecordedRun(
              body.path("stage").asText(),
              visit,
              Instant.parse(body.path("enteredAt").asText()),
              signal(entry),
              before,
              asked.getOrDefault(visit, Map.of()),
              body.path("settings").asText(),
              decision));
    }
    ObjectNode after = before.deepCopy();
    after.setAll((ObjectNode) decision.get("facts"));
    decision.path("removed").forEach(name -> after.remove(name.asText()));
    body.path("notKept").forEach(name -> after.remove(name.asText()));
    facts = after;
  }

  private static Optional<Signal> signal(Entry entry) {
    ObjectNode body = entry.body();
    return body.has("signal")
        ? Optional.of(
            new Signal(
                body.path("signal").asText(),
                Instant.parse(body.path("signalAt").asText()),
                Json.map(part(entry, "signalData"))))
        : Optional.empty();
  }

  /** Both parts of something that a record has in two. */
  private static ObjectNode part(Entry entry, String name) {
    ObjectNode whole = Json.object();
    if (entry.body().get(name) instanceof ObjectNode lasting) {
      whole.setAll(lasting);
    }
    JsonNode personal = entry.personal().<JsonNode>map(values -> values.path(name)).orElse(whole);
    if (personal instanceof ObjectNode values) {
      whole.setAll(values);
    }
    return whole;
  }
}
