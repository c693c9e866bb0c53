package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

/** What is stored of a crossing is read again as it was. */
class CrossingStoredTest {

  private static final Instant AT = Instant.parse("2026-11-23T02:00:00.123456Z");

  @Test
  void aCrossingSurvivesInEveryPart() {
    Crossing crossing = fresh();
    crossing.facts(
        Map.of(
            "plate",
            "29C-123.45",
            "grossKg",
            31_200L,
            "ratio",
            0.5,
            "ok",
            true,
            "list",
            List.of("a")));
    crossing.enter("weigh", new Signal("at-exit", AT, Map.of("n", 1)), AT);
    crossing.queue(new Signal("customs", AT, Map.of("verdict", "RELEASED")));
    crossing.answers().put("2:1", Map.of("outcome", "Done"));
    crossing.failed();
    crossing.await(new Waiting(List.of("a", "b"), AT.plusSeconds(30), "hold:WEIGHT", "decide"));
    crossing.hold(HoldReason.WEIGHT, "3 % over", AT);
    crossing.handover(
        new Handover(HandoverState.ACCEPTED, 2, 1, AT, Map.of("commitWanted", "yes")));

    Crossing read = again(crossing);

    assertThat(Json.object(read)).isEqualTo(Json.object(crossing));
    assertThat(read.hold()).isEqualTo(crossing.hold());
    assertThat(read.signal()).isEqualTo(crossing.signal());
    assertThat(read.handover()).isEqualTo(crossing.handover());
    assertThat(read.failures()).isEqualTo(1);
    assertThat(read.answers()).isEqualTo(crossing.answers());
    assertThat(read.take(List.of("customs"))).isPresent();
    assertThat(read.shownState()).isEqualTo("HOLD_WEIGHT");
  }

  @Test
  void aHeldCrossingThatWasStoredBeforeIsRead() {
    Crossing crossing = fresh();
    crossing.enter("decide", new Signal("customs", AT, Map.of()), AT);
    crossing.hold(HoldReason.WEIGHT, "3 % over", AT);
    crossing.hold(HoldReason.BARRIER_UNKNOWN, "", AT);
    ObjectNode row = Json.object(crossing);
    row.remove("unheard");
    Crossing read = Json.read(row, Crossing.class);
    assertThat(read.hold()).isEqualTo(crossing.hold());
    read.proved(AT);
    assertThat(read.reason()).isEqualTo("WEIGHT");
    read.released(AT);
    assertThat(read.runnable()).isTrue();
    assertThat(read.take(List.of("customs"))).as("whether it was heard is not known").isEmpty();
  }

  @Test
  void aFreshAndAnEndedCrossingSurvive() {
    assertThat(Json.object(again(fresh()))).isEqualTo(Json.object(fresh()));
    Crossing ended = fresh();
    ended.end(Crossing.State.REFUSED, "PERSON");
    assertThat(again(ended).reason()).isEqualTo("PERSON");
    assertThat(again(ended).open()).isFalse();
  }

  @Test
  void everyOutcomeOfAStageCanBeRecorded() {
    List<StageOutcome> outcomes =
        List.of(
            new StageOutcome.Next("weigh"),
            new StageOutcome.Hold(HoldReason.WEIGHT, ""),
            new StageOutcome.Await(
                List.of("customs"), Duration.ofHours(2), "hold:CUSTOMS_SILENT", "decide"),
            new StageOutcome.Done(),
            new StageOutcome.Refuse("CODE"));
    for (StageOutcome outcome : outcomes) {
      assertThatCode(() -> Json.object(outcome)).as(outcome.toString()).doesNotThrowAnyException();
    }
  }

  private static Crossing fresh() {
    return new Crossing(
        new UUID(1, 2), "HN-1", Role.EXIT, "L3", "partner", "flow", "1.0.0", "arrive", AT);
  }

  private static Crossing again(Crossing crossing) {
    return Json.read(Json.object(crossing), Crossing.class);
  }
}
