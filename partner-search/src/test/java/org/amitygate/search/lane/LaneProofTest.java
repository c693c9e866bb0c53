package org.amitygate.search.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.amitygate.partner.lane.LaneRow;
import org.amitygate.partner.lane.LaneSituation.Phase;
import org.amitygate.partner.lane.LaneTable;
import org.amitygate.partner.lane.LaneTrigger;
import org.junit.jupiter.api.Test;

/** The proof of the table that turns lanes, and mistakes that are more than a missing guard. */
class LaneProofTest {

  @Test
  void noTwoDirectionsAreEverOnOneLane() {
    List<String> said = new ArrayList<>();
    LaneProof proof = new LaneProof(LaneTable.TABLE, 2, said::add).run();
    assertThat(proof.holds()).as(String.join("\n", said)).isTrue();
    assertThat(proof.counts().get("guardsRemoved")).isEqualTo(13);
    assertThat(proof.counts().get("states")).isGreaterThan(20_000);
  }

  private static String broken(LaneTrigger on, UnaryOperator<LaneRow> change) {
    List<LaneRow> rows =
        LaneTable.TABLE.rows().stream()
            .map(row -> row.on() == on ? change.apply(row) : row)
            .toList();
    return new LaneSearch(new LaneTable(rows), 2, 2).run().orElse("nothing");
  }

  private static LaneRow with(LaneRow row, Phase to, boolean turns) {
    return new LaneRow(
        row.in(),
        row.on(),
        row.when(),
        Optional.of(to),
        turns,
        row.next(),
        row.asked(),
        row.says(),
        row.source());
  }

  @Test
  void turningWithOneSignature() {
    assertThat(broken(LaneTrigger.WISH_CHANGE, row -> with(row, Phase.SETTLED, true)))
        .isNotEqualTo("nothing");
  }

  @Test
  void turningAfterARefusal() {
    assertThat(broken(LaneTrigger.HEARD_REFUSED, row -> with(row, Phase.SETTLED, true)))
        .startsWith("both sides wait");
  }

  @Test
  void takingAProposalBackWithoutTheOtherSide() {
    assertThat(
            broken(
                LaneTrigger.WISH_KEEP,
                row ->
                    new LaneRow(
                        EnumSet.allOf(Phase.class),
                        row.on(),
                        row.when(),
                        row.to(),
                        row.turns(),
                        row.next(),
                        row.asked(),
                        row.says(),
                        row.source())))
        .isNotEqualTo("nothing");
  }
}
