package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.junit.jupiter.api.Test;

/** Which crossing people mean, and what they see of it. */
class SeeingCrossingsTest {

  private final Bench bench = Bench.atWork();
  private final Operations operations = bench.operations;

  @Test
  void anUnknownCrossingIsRefusedInOneSentence() {
    String sentence =
        "refused: no crossing 'X': give an id, a short name, or the plate of one open crossing";
    assertThat(bench.told(operations.crossing(OPERATOR, "X"))).isEqualTo(sentence);
    assertThat(bench.told(operations.release(OPERATOR, "X", "y"))).isEqualTo(sentence);
    UUID id = new UUID(0, 1);
    assertThat(bench.told(operations.crossing(OPERATOR, id.toString())))
        .contains("no crossing '" + id);
    assertThat(bench.told(operations.crossing(OPERATOR, " "))).startsWith("refused: no crossing");
  }

  private ObjectNode seen(String which) {
    var answer = operations.crossing(OPERATOR, which);
    bench.settle();
    return answer.join();
  }

  @Test
  void aCrossingIsFoundByIdNameAndPlateHoweverWritten() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    for (String which :
        new String[] {crossing.id().toString(), crossing.name(), PLATE, "29c 123 45"}) {
      assertThat(seen(which).path("crossing").path("id").asText())
          .isEqualTo(crossing.id().toString());
    }
    assertThat(seen(PLATE).path("timeline").size()).isEqualTo(bench.timeline(crossing.id()).size());
  }

  @Test
  void aPlateOfSeveralOpenCrossingsIsNotGuessed() {
    Crossing first = bench.held(HoldReason.WEIGHT);
    Crossing second = bench.arrive("L2", PLATE);
    assertThat(bench.told(operations.release(OPERATOR, PLATE, "x")))
        .contains("is 2 open crossings", first.name(), second.name());
    bench.told(operations.refuse(OPERATOR, first.name(), "x"));
    assertThat(seen(PLATE).path("crossing").path("id").asText()).isEqualTo(second.id().toString());
  }

  @Test
  void lanesShowWhatStandsThere() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    var lane = operations.lanes().join().get(0);
    assertThat(lane.path("lane").asText()).isEqualTo("L1");
    assertThat(lane.path("crossing").asText()).isEqualTo(crossing.name());
    assertThat(lane.path("crossingState").asText()).isEqualTo("HOLD_WEIGHT");
    assertThat(lane.path("barrier").asText()).isEqualTo("CLOSED");
  }
}
