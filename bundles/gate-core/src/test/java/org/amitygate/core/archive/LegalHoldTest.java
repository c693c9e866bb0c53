package org.amitygate.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

/** What is kept as long as two people have not lifted it. */
class LegalHoldTest extends ForgetfulGate {

  @Test
  void aCrossingUnderLegalHoldIsKeptUntilTwoPeopleLiftIt() {
    UUID id = cross("L1", "DEC-1", Bench.PLATE);
    String which = id.toString();
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, "court 7/2026")))
        .contains("is under legal hold");
    apply(OVER);
    apply(OVER);
    assertThat(types(id)).doesNotContain("Erased");
    assertThat(everything()).contains("123.45", "Thanh Phong");

    assertThat(bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "over")))
        .startsWith("noted; a second person");
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "over")))
        .startsWith("noted before; a second person");
    apply(OVER);
    assertThat(everything()).as("one person is not two").contains("123.45");
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.SUPERVISOR, which, "over")))
        .endsWith("is lifted");
    apply(OVER);
    assertThat(types(id))
        .contains("LegalHoldPlaced LegalHoldLiftAsked LegalHoldLifted PersonalValuesErased");
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong");
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, "again")))
        .startsWith("refused: ")
        .contains("its personal values were erased on");
  }

  /** The camera was quicker than the loop: its read is on record with the lane. */
  @Test
  void thePlateAsItWasReadBeforeTheVehicleWasThereIsKeptWithItsCrossing() {
    Map<String, String> attributes = Map.of("colour", "red");
    bench.accept(
        "L1.plate-camera.entry",
        new PlateRead(
            bench.now(), Optional.of(Bench.PLATE), Optional.of(95), "e1", List.of(), attributes));
    bench.loop("L1", "entry", true);
    UUID id = bench.inZone("L1").id();
    bench.told(bench.operations.holdLegally(Bench.GUARD, id.toString(), "court 7/2026"));
    apply(OVER);
    assertThat(last("lane:L1").type()).isEqualTo("PersonalValuesErased");
    assertThat(bench.journal.view().records("crossing:" + id))
        .filteredOn(entry -> entry.type().equals("EarlyReadJoined"))
        .singleElement()
        .satisfies(
            joined -> {
              assertThat(joined.body().toString()).contains("e1").doesNotContain("123.45", "red");
              assertThat(joined.personal().orElseThrow())
                  .hasToString("{\"plate\":\"29C-123.45\",\"attributes\":{\"colour\":\"red\"}}");
            });
  }

  private void liftTwice(UUID id) {
    bench.told(bench.operations.liftLegalHold(Bench.GUARD, id.toString(), "over"));
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.SUPERVISOR, id.toString(), "over")))
        .endsWith("is lifted");
  }

  /** The vehicle came again: another crossing has the declaration. */
  private void takes(UUID id, String reference) {
    bench.tx(
        tx -> {
          ObjectNode declaration = tx.item("declaration", reference).orElseThrow();
          tx.put("declaration", reference, declaration.put("crossing", id.toString()));
          return 0;
        });
  }

  @Test
  void theDeclarationOfACrossingUnderLegalHoldStaysThoughAnotherTookIt() {
    UUID held = cross("L1", "DEC-1", Bench.PLATE);
    bench.told(bench.operations.holdLegally(Bench.GUARD, held.toString(), "court 7/2026"));
    UUID again = cross("L1", "DEC-1", Bench.PLATE);
    assertThat(Declarations.servedBy(bench.journal.view(), "DEC-1")).isEqualTo(again.toString());
    apply(OVER);
    apply(OVER);
    assertThat(bench.journal.types("declaration:DEC-1")).doesNotContain("PersonalValuesErased");
    assertThat(types(again)).as("it waits").doesNotContain("Erased");
    assertThat(everything()).contains("123.45", "Thanh Phong");

    liftTwice(held);
    apply(OVER);
    assertThat(types(held)).contains("PersonalValuesErased");
    assertThat(types(again)).contains("PersonalValuesErased");
    assertThat(bench.journal.types("declaration:DEC-1"))
        .as("once")
        .containsExactly("DeclarationAnnounced", "PersonalValuesErased");
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong");
  }

  @Test
  void theDeclarationOfACrossingUnderLegalHoldStaysThoughAnotherTookItAndLeftIt() {
    UUID held = cross("L1", "DEC-1", Bench.PLATE);
    bench.told(bench.operations.holdLegally(Bench.GUARD, held.toString(), "court 7/2026"));
    UUID again = cross("L1", "DEC-2", Bench.PLATE);
    takes(again, "DEC-1");
    apply(OVER);
    apply(OVER);
    assertThat(types(again)).contains("PersonalValuesErased");
    assertThat(bench.journal.types("declaration:DEC-1")).doesNotContain("PersonalValuesErased");
    liftTwice(held);
    apply(OVER);
    assertThat(bench.journal.types("declaration:DEC-1")).contains("PersonalValuesErased");
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong");
  }

  @Test
  void aLegalHoldNeedsARoleAndAReasonAndIsPlacedOnce() {
    String which = cross("L1", "DEC-1", Bench.PLATE).toString();
    assertThat(bench.told(bench.operations.holdLegally(Bench.OPERATOR, which, "why")))
        .isEqualTo(
            "refused: account 'operator' may not do this: it needs the role border-guard or customs");
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, " ")))
        .startsWith("refused: a reason is needed");
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "why")))
        .contains("is not under legal hold");
    bench.told(bench.operations.holdLegally(Bench.GUARD, which, "court"));
    assertThat(bench.told(bench.operations.holdLegally(Bench.SUPERVISOR, which, "court")))
        .contains("is under legal hold already, placed by guard");
    assertThat(bench.told(bench.operations.crossing(Bench.GUARD, which)))
        .contains("\"legalHold\":\"court\"");

    bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "over"));
    bench.told(bench.operations.holdLegally(Bench.GUARD, which, "not over"));
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.SUPERVISOR, which, "over")))
        .as("what was asked before the hold was confirmed does not count")
        .startsWith("noted; a second person");
  }
}
