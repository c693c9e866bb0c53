package org.amitygate.core.rehearsal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.QuestionRecord;
import org.amitygate.core.json.Json;
import org.amitygate.core.rehearsal.RecordedRun.Asked;

/** Answers from the record alone. A question that is not on record has no answer. Thread-safe. */
final class RecordedQuestions implements Questions {

  private final Map<Integer, Asked> recorded;
  private final Map<Integer, ObjectNode> asked = new TreeMap<>();

  RecordedQuestions(Map<Integer, Asked> recorded) {
    this.recorded = recorded;
  }

  @Override
  public CompletionStage<DeviceAnswer> device(int call, String role, String ask, Duration within) {
    return answer(call, QuestionRecord.device(role, ask, within), QuestionRecord::deviceAnswer);
  }

  @Override
  public CompletionStage<DeclarationMatch> declaration(
      int call, String plate, Optional<Integer> confidencePercent) {
    return answer(
        call,
        QuestionRecord.declaration(plate, confidencePercent),
        QuestionRecord::declarationMatch);
  }

  private synchronized <A> CompletionStage<A> answer(
      int call, ObjectNode question, Function<ObjectNode, A> read) {
    asked.put(call, question);
    Asked known = recorded.get(call);
    return known != null && known.question().equals(question)
        ? CompletableFuture.completedFuture(read.apply(known.answer()))
        : CompletableFuture.failedFuture(
            new IllegalStateException("no answer to " + question + " is on record"));
  }

  /** Whether exactly the recorded questions were asked. */
  synchronized boolean asRecorded() {
    return recorded().equals(asked());
  }

  ArrayNode recorded() {
    return list(recorded.values().stream().map(Asked::question).toList());
  }

  synchronized ArrayNode asked() {
    return list(asked.values());
  }

  private static ArrayNode list(Collection<ObjectNode> questions) {
    return Json.object().putArray("all").addAll(questions);
  }
}
