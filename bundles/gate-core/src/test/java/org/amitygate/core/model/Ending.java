package org.amitygate.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.json.Json;

/**
 * How a run of a stage ends: as a route may, the ways that it must not end in included.
 *
 * @param stage where it goes on; {@code nowhere} is no stage of the flow
 * @param effects names; {@code broken} cannot be carried out, and of two that are the same the
 *     second cannot be queued
 */
public record Ending(
    Kind kind,
    String stage,
    List<String> answers,
    Duration within,
    String late,
    List<String> effects) {

  /** FAILS by an exception, NOTHING is a route that says nothing. */
  public enum Kind {
    NEXT,
    AWAIT,
    HOLD,
    REFUSE,
    DONE,
    NOTHING,
    FAILS
  }

  static final List<String> STAGES = List.of("a", "b", "c");

  static Ending waiting() {
    return new Ending(
        Kind.AWAIT, "a", List.of("never"), Duration.ofHours(1), "hold:CUSTOMS_SILENT", List.of());
  }

  /** What the route comes to; not for FAILS and NOTHING. */
  StageOutcome outcome() {
    return switch (kind) {
      case NEXT -> new StageOutcome.Next(stage);
      case AWAIT -> new StageOutcome.Await(answers, within, late, stage);
      case HOLD -> new StageOutcome.Hold(HoldReason.WEIGHT, "too heavy");
      case REFUSE -> new StageOutcome.Refuse("NO");
      case DONE -> new StageOutcome.Done();
      case NOTHING, FAILS -> throw new IllegalStateException("a run that fails has no outcome");
    };
  }

  List<Effect> list() {
    List<Effect> all = new ArrayList<>();
    effects.forEach(
        name -> all.add(new Effect(name.equals("broken") ? name : "mail", "", name, Map.of())));
    return all;
  }

  /** The record of the stage says this. */
  boolean said(JsonNode detail, JsonNode carriedOut) {
    List<String> names = new ArrayList<>();
    carriedOut.forEach(effect -> names.add(effect.path("name").asText()));
    return detail.toString().equals(Json.object(outcome()).toString()) && names.equals(effects);
  }

  /** It can be committed, on a crossing whose visit queued none of the effects before. */
  boolean valid() {
    return committable() && (STAGES.contains(stage) || kind.ordinal() > Kind.AWAIT.ordinal());
  }

  /** Whether there is such a stage, only the flow can say, and it may just be away. */
  boolean committable() {
    boolean lateKnown =
        late.equals("hold:CUSTOMS_SILENT")
            || (late.startsWith("next:") && STAGES.contains(late.substring(5)));
    boolean said = kind != Kind.NOTHING && kind != Kind.FAILS;
    return said
        && (kind != Kind.AWAIT || lateKnown)
        && !effects.contains("broken")
        && effects.stream().distinct().count() == effects.size();
  }
}
