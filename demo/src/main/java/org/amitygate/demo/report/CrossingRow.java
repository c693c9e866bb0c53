package org.amitygate.demo.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The current row of a crossing, docs/records.md.
 *
 * @param role {@code EXIT} or {@code ENTRY}
 * @param state {@code UNDER_WAY}, {@code HOLD_…}, {@code DONE}, {@code REFUSED}
 * @param reason of the hold or refusal; empty otherwise
 * @param plate the plate's letters and digits
 * @param body everything else, as the gate wrote it
 */
public record CrossingRow(
    String id,
    String name,
    String role,
    String lane,
    String state,
    String stage,
    String reason,
    String plate,
    String declaration,
    JsonNode body) {

  public boolean exit() {
    return role.equals("EXIT");
  }

  public boolean held() {
    return state.startsWith("HOLD_");
  }

  public boolean underWay() {
    return state.equals("UNDER_WAY");
  }

  boolean done() {
    return state.equals("DONE");
  }

  boolean refused() {
    return state.equals("REFUSED");
  }

  /** People recorded it; the gate did not clear it. */
  boolean manual() {
    return body.path("manual").asBoolean();
  }

  public String handover() {
    return body.path("handover").path("state").asText("LOCAL");
  }

  /** A note of the handover table; empty if there is none. */
  public String handoverNote(String key) {
    return body.path("handover").path("data").path(key).asText("");
  }

  int committedEpoch() {
    return body.path("handover").path("committedEpoch").asInt();
  }

  /** The plate as a person writes it; what the key is made of if no more is known. */
  public String shownPlate() {
    return body.path("facts").path("plate").asText(plate);
  }

  /** What it waits for; empty if nothing. */
  public List<String> waitsFor() {
    List<String> answers = new ArrayList<>();
    body.path("waiting").path("answers").forEach(answer -> answers.add(answer.asText()));
    return answers;
  }

  /** Why it is held, in words. */
  public String holdText() {
    return body.path("hold").path("text").asText("");
  }

  @Override
  public String toString() {
    return name + " (" + lane + ", " + shownPlate() + ", " + state + ")";
  }
}
