package org.amitygate.flow.cargo.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.amitygate.camel.flow.FlowBench;
import org.amitygate.camel.flow.FlowBench.Came;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the flow is, and the stages of a truck's identity, every way they can end. */
class CargoExportFlowTest {

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench = ExportBench.start();
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void everythingItsManifestPromises() {
    CargoExportFlow flow = new CargoExportFlow();
    assertThat(flow.stages().get(0)).isEqualTo("arrive");
    assertThat(flow.routes()).isNotSameAs(flow.routes());
  }

  @Test
  void aSettingThatIsNoNumberIsRefusedAtTheStart() {
    assertThatThrownBy(
            () -> new FlowBench(new CargoExportFlow(), Map.of("weight.maxKg", "heavy")).close())
        .hasMessageContaining("weight.maxKg")
        .hasMessageContaining("'heavy'");
  }

  @Test
  void anArrivalWaitsForItsPlate() {
    Came came = bench.stage("arrive").run();
    assertThat(came.inWords()).isEqualTo("await plate.entry then identify");
    assertThat(came.await().late()).isEqualTo("hold:ID_UNREADABLE");
    assertThat(came.await().within()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aPlateIsKeptWithItsConfidence() {
    Came came =
        bench
            .stage("identify")
            .signal("plate.entry", Map.of("plate", "29C12345", "confidence", 97L))
            .run();
    assertThat(came.inWords()).isEqualTo("next declared");
    assertThat(came.facts())
        .containsEntry("plate", "29C12345")
        .containsEntry("plateConfidence", 97L);
  }

  @Test
  void aNewReadingReplacesTheOldOneWhole() {
    Came came =
        bench
            .stage("identify")
            .fact("plate", "OLD")
            .fact("plateConfidence", 99L)
            .signal("plate.entry", Map.of("plate", "29C12345"))
            .run();
    assertThat(came.facts())
        .containsEntry("plate", "29C12345")
        .doesNotContainKey("plateConfidence");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void noPlateHolds(String plate) {
    Came came =
        bench
            .stage("identify")
            .fact("plate", "OLD")
            .signal("plate.entry", Map.of("plate", plate))
            .run();
    assertThat(came.inWords()).isEqualTo("hold ID_UNREADABLE");
    assertThat(came.facts()).doesNotContainKey("plate");
  }

  @Test
  void releasedFromAnUnreadablePlateItNeedsANewReading() {
    assertThat(bench.stage("identify").fact("plate", "29C12345").run().inWords())
        .isEqualTo("next arrive");
  }

  @Test
  void theOneDeclarationIdentifiesAndItsWordsBecomeFacts() {
    Came came =
        bench
            .stage("declared")
            .fact("plate", "29C12345")
            .fact("plateConfidence", 97L)
            .declared(
                Kind.EXACT,
                Map.of(
                    "reference",
                    "DEC-1",
                    "plate",
                    "29C-123.45",
                    "declaredGrossKg",
                    31200,
                    "goods",
                    "durian"))
            .run();
    assertThat(came.inWords()).isEqualTo("next position");
    assertThat(came.asked()).containsExactly(new FlowBench.Asked(1, "declaration 29C12345 97 %"));
    assertThat(came.facts())
        .containsEntry("declaration", "DEC-1")
        .containsEntry("declaredGrossKg", 31200L)
        .containsEntry("goods", "durian")
        .containsEntry("plate", "29C12345");
  }

  @Test
  void aContainerWithAWrongCheckDigitIsHeldUntilAPersonReleasesThatVeryNumber() {
    Came held = declared(Map.of(), "CSQU3054384");
    assertThat(held.inWords()).isEqualTo("hold ID_MISMATCH");
    assertThat(held.holdText())
        .isEqualTo("container CSQU3054384 ends in 4, its check digit by ISO 6346 is 3");
    assertThat(declared(held.facts(), "CSQU3054384").inWords()).isEqualTo("next position");
    assertThat(declared(held.facts(), "CSQU3054385").inWords()).isEqualTo("hold ID_MISMATCH");
    assertThat(declared(held.facts(), "CSQU3054383").inWords()).isEqualTo("next position");
    assertThat(declared(Map.of(), "loose cartons").inWords()).isEqualTo("next position");
  }

  private static Came declared(Map<String, Object> facts, String container) {
    return bench
        .stage("declared")
        .facts(facts)
        .fact("plate", "29C12345")
        .declared(Kind.EXACT, Map.of("reference", "DEC-1", "container", container))
        .run();
  }

  @Test
  void ofAUsedDeclarationThePersonIsToldWhichCrossingItServes() {
    Came came =
        bench
            .stage("declared")
            .fact("plate", "29C12345")
            .declaredBefore("DEC-1 serves crossing HN-1123-0001-K")
            .run();
    assertThat(came.inWords()).isEqualTo("hold ID_UNDECLARED");
    assertThat(came.holdText())
        .isEqualTo(
            "29C12345 has no other declaration: its declaration DEC-1 serves crossing"
                + " HN-1123-0001-K");
    Came none =
        bench
            .stage("declared")
            .facts(came.facts())
            .fact("looks", 2L)
            .declared(Kind.NONE, Map.of())
            .run();
    assertThat(none.holdText()).isEqualTo("29C12345 has no declaration");
  }

  @ParameterizedTest
  @CsvSource({"CONFUSABLE, ID_CONFUSABLE", "SEVERAL, DECLARED_TWICE", "NONE, ID_UNDECLARED"})
  void anythingButOneExactDeclarationHolds(Kind kind, String reason) {
    Came came = bench.stage("declared").fact("plate", "29C12345").declared(kind, Map.of()).run();
    assertThat(came.inWords()).isEqualTo("hold " + reason);
    assertThat(came.holdText()).startsWith("29C12345 ");
    assertThat(came.facts()).doesNotContainKey("declaration");

    Came released = bench.stage("declared").facts(came.facts()).declared(kind, Map.of()).run();
    assertThat(released.inWords()).as("looked up again, in vain").isEqualTo("next arrive");

    Came readAgain = bench.stage("declared").facts(released.facts()).declared(kind, Map.of()).run();
    assertThat(readAgain.inWords()).isEqualTo("hold " + reason);
  }

  @ParameterizedTest
  @CsvSource({"NONE, ID_UNDECLARED", "CONFUSABLE, ID_CONFUSABLE", "EXACT, ID_MISMATCH"})
  void whatAPersonReadAtTheEntryIsHeardBeforeAnythingIsLookedUp(Kind kind, String reason) {
    Came held =
        bench
            .stage("declared")
            .fact("plate", "29C12345")
            .declared(kind, Map.of("reference", "DEC-1", "container", "CSQU3054384"))
            .run();
    assertThat(held.inWords()).isEqualTo("hold " + reason);
    Came released =
        bench.stage("declared").facts(held.facts()).fact("entryPlateByPerson", "29C12346").run();
    assertThat(released.inWords()).isEqualTo("await plate.entry then identify");
    assertThat(released.await().late()).isEqualTo("next:declared");
    assertThat(released.asked()).isEmpty();

    Came identified =
        bench
            .stage("identify")
            .facts(released.facts())
            .signal("plate.entry", Map.of("plate", "29C12346", "confidence", 100))
            .run();
    Came checked =
        bench.stage("declared").facts(identified.facts()).declared(Kind.NONE, Map.of()).run();
    assertThat(checked.asked())
        .containsExactly(new FlowBench.Asked(1, "declaration 29C12346 100 %"));
    assertThat(checked.inWords()).as("it has been read anew").isEqualTo("hold ID_UNDECLARED");
  }

  @Test
  void aReadingOfAPersonThatDoesNotComeIsWaitedForOnce() {
    Came late =
        bench
            .stage("declared")
            .fact("plate", "29C12345")
            .fact("entryPlateByPerson", "29C12346")
            .signal("late")
            .declared(Kind.NONE, Map.of())
            .run();
    assertThat(late.inWords()).isEqualTo("hold ID_UNDECLARED");
  }

  @Test
  void theOtherGateIsToldAtOnceWhereTheSiteWantsIt() {
    try (FlowBench advising = new FlowBench(new CargoExportFlow(), Map.of("advise", "yes"))) {
      Came came =
          advising
              .stage("declared")
              .fact("plate", "29C12345")
              .declared(Kind.EXACT, Map.of("reference", "DEC-1"))
              .run();
      assertThat(came.effectsInWords()).containsExactly("partner:advise");
      assertThat(came.inWords()).isEqualTo("next position");
    }
    assertThatThrownBy(() -> new FlowBench(new CargoExportFlow(), Map.of("advise", "perhaps")))
        .hasMessageContaining("neither yes nor no");
  }

  @Test
  void releasedAfterItWasDeclaredItGoesOn() {
    Came held =
        bench.stage("declared").fact("plate", "29C12345").declared(Kind.NONE, Map.of()).run();
    Came released =
        bench
            .stage("declared")
            .facts(held.facts())
            .declared(Kind.EXACT, Map.of("reference", "DEC-1"))
            .run();
    assertThat(released.inWords()).isEqualTo("next position");
    assertThat(released.facts()).doesNotContainKey("looks");
  }
}
