package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.json.Json;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.junit.jupiter.api.Test;

/**
 * What is stored of a lane is read again as it was: after every transaction the lane lives on from
 * its JSON.
 */
class LaneStoredTest {

  private static final Instant AT = Instant.parse("2026-11-23T02:00:00.123456Z");

  @Test
  void aFreshLaneSurvives() {
    Lane lane = again(new Lane("L3"));
    assertThat(lane.id()).isEqualTo("L3");
    assertThat(lane.state()).isEqualTo("OPEN");
    assertThat(lane.barrier()).isEmpty();
    assertThat(lane.scaleAtZero()).isEmpty();
  }

  @Test
  void everythingALaneRemembersSurvives() {
    UUID crossing = new UUID(1, 2);
    Lane lane = new Lane("L3");
    lane.alarm("TAILGATE", "a second vehicle", AT);
    lane.close("closed by an alarm");
    lane.observe(state());
    lane.strip(crossing);
    lane.weighed(crossing, AT);
    lane.intend(new Opening(lane.nextToken(), crossing, 3, Role.EXIT, state(), AT));
    lane.opening().orElseThrow().enter(Opening.Phase.OPENED, AT.plusSeconds(1));
    lane.opening().orElseThrow().passageRose();
    lane.opening().orElseThrow().cancel("STUCK", AT.plusSeconds(5));
    lane.zone().occupy(crossing, AT);
    lane.zone().readPlate(false, "29C-123.45", true);
    lane.zone().match();

    Lane read = again(lane);

    assertThat(Json.bytes(read)).isEqualTo(Json.bytes(lane));
    assertThat(read.alarms()).isEqualTo(lane.alarms());
    assertThat(read.barrier()).contains(state());
    assertThat(read.opening().orElseThrow().phase()).isEqualTo(Opening.Phase.CANCELLING);
    assertThat(read.opening().orElseThrow().cancelCause()).isEqualTo("STUCK");
    assertThat(read.opening().orElseThrow().passageSeenToRise()).isTrue();
    assertThat(read.zone().plate(false)).contains("29C12345");
    assertThat(read.zone().matched()).isTrue();
    assertThat(read.weighed()).contains(crossing);
    assertThat(read.scaleAtZero()).contains(false);
  }

  @Test
  void aReadThatBelongsToNobodyYetSurvivesWithAndWithoutConfidence() {
    for (Integer confidence : Arrays.asList(null, 93)) {
      Lane lane = new Lane("L3");
      Unattached read =
          new Unattached("29C-123.45", confidence, "e-1", AT, true, null, Map.of("colour", "red"));
      lane.zone().early(false, read);
      assertThat(again(lane).zone().takeEarly(false, AT)).contains(read);
    }
  }

  @Test
  void alarmsOfOneKindAreOne() {
    Lane lane = new Lane("L3");
    for (int i = 1; i <= 1000; i++) {
      lane.alarm("UNCOMMANDED_OPENING", "it moved", AT.plusSeconds(i));
      lane = again(lane);
    }
    lane.alarm("TAILGATE", "a second vehicle", AT);
    assertThat(again(lane).alarms())
        .containsExactly(
            new Lane.Alarm("UNCOMMANDED_OPENING", "it moved", AT.plusSeconds(1000), 1000),
            new Lane.Alarm("TAILGATE", "a second vehicle", AT, 1));
    assertThat(lane.why()).isEqualTo("a second vehicle");
  }

  @Test
  void alarmsOfBeforeTheyWereCountedAreReadAndJoined() {
    Lane before = new Lane("L3");
    ObjectNode stored = Json.tree(Json.bytes(before));
    for (int i = 0; i < 3; i++) {
      stored
          .withArray("alarms")
          .addObject()
          .put("kind", "TAILGATE")
          .put("text", "a second vehicle")
          .put("at", AT.toString());
    }
    Lane lane = Json.read(stored, Lane.class);
    assertThat(lane.state()).isEqualTo("DEGRADED");
    lane.alarm("TAILGATE", "one more", AT);
    assertThat(lane.alarms()).containsExactly(new Lane.Alarm("TAILGATE", "one more", AT, 4));
  }

  private static Lane again(Lane lane) {
    return Json.read(Json.bytes(lane), Lane.class);
  }

  private static BarrierState state() {
    return new BarrierState(
        AT, Position.CLOSED, 4, 3, 7, 6, 2, true, true, false, Map.of("unit", "1"));
  }
}
