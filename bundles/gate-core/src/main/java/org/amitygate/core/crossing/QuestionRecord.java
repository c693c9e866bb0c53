package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.json.Json;
import org.amitygate.device.Reading;

/** Questions of stages and their answers, as they are recorded. */
public final class QuestionRecord {

  /** Those of 2 lack the question. */
  static final int VERSION = 3;

  private QuestionRecord() {}

  /** A question to a device of the lane. */
  public static ObjectNode device(String role, String ask, Duration within) {
    return Json.object().put("device", role).put("ask", ask).put("within", within.toString());
  }

  /** The question for the declaration of a plate. */
  public static ObjectNode declaration(String plate, Optional<Integer> confidence) {
    ObjectNode question = Json.object().put("declarationOf", plate);
    confidence.ifPresent(percent -> question.put("confidence", percent));
    return question;
  }

  /** What a device answered. */
  public static DeviceAnswer deviceAnswer(ObjectNode answer) {
    Optional<Reading> reading =
        answer.has("reading") ? Readings.of((ObjectNode) answer.get("reading")) : Optional.empty();
    return new DeviceAnswer(reading, answer.path("noAnswer").asText(""));
  }

  /** What the declarations said. */
  public static DeclarationMatch declarationMatch(ObjectNode answer) {
    return Json.read(answer, DeclarationMatch.class);
  }
}
