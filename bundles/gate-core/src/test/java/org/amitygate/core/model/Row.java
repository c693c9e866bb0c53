package org.amitygate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.View;

/** A crossing as it is stored, against what the model says of it. */
final class Row {

  private Row() {}

  static void check(View disk, ModelCrossing model) {
    CrossingRow row = disk.crossing(UUID.fromString(model.id)).orElseThrow();
    JsonNode body = row.body().tree();
    assertThat(model.next).as("%s: what must follow", model.id).isEmpty();
    assertThat(stored(row)).as("%s after %s", model.id, model.visits).isEqualTo(expected(model));
    assertThat(names(body.path("signals"), "name")).as("signals").isEqualTo(model.signals);
    Set<String> answers = new HashSet<>();
    body.path("answers").fieldNames().forEachRemaining(answers::add);
    assertThat(answers).as("answers").isEqualTo(model.answers);
  }

  private static String stored(CrossingRow row) {
    JsonNode body = row.body().tree();
    return String.join(
        " | ",
        body.path("state").asText(),
        "open " + row.open(),
        row.stage(),
        "visit " + body.path("visit").asInt(),
        "failures " + body.path("failures").asInt(),
        "because " + body.path("signal").path("name").asText(),
        waiting(body.path("waiting")),
        hold(body.path("hold")));
  }

  private static String waiting(JsonNode waiting) {
    return waiting.isObject()
        ? String.join(
            " ",
            "waits for",
            waiting.path("answers").toString().replace("\"", ""),
            waiting.path("deadline").asText(),
            waiting.path("late").asText(),
            waiting.path("then").asText())
        : "waits for nothing";
  }

  private static String hold(JsonNode hold) {
    return hold.isObject()
        ? String.join(
            " ",
            "held",
            hold.path("reason").asText(),
            hold.path("stage").asText(),
            waiting(hold.path("interrupted")),
            hold(hold.path("under")))
        : "free";
  }

  private static String expected(ModelCrossing model) {
    return String.join(
        " | ",
        model.state,
        "open " + model.open(),
        model.stage(),
        "visit " + model.visit(),
        "failures " + model.failures,
        "because " + model.because,
        waiting(model.waiting),
        hold(model.hold));
  }

  private static String waiting(ModelCrossing.Waiting waiting) {
    return waiting == null
        ? "waits for nothing"
        : String.join(
            " ",
            "waits for",
            waiting.answers().toString().replace(", ", ","),
            waiting.deadline().toString(),
            waiting.late(),
            waiting.then());
  }

  private static String hold(ModelCrossing.Hold hold) {
    return hold == null
        ? "free"
        : String.join(
            " ",
            "held",
            hold.reason(),
            hold.stage(),
            waiting(hold.interrupted()),
            hold(hold.under()));
  }

  private static List<String> names(JsonNode array, String member) {
    List<String> names = new ArrayList<>();
    array.forEach(one -> names.add(one.path(member).asText()));
    return names;
  }
}
