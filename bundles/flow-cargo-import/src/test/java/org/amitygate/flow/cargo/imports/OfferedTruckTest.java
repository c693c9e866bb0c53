package org.amitygate.flow.cargo.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.amitygate.camel.flow.FlowBench;
import org.amitygate.camel.flow.FlowBench.Came;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the offer and the import declaration both say of a truck must be the same. */
class OfferedTruckTest {

  private static final String LOOKED_AT =
      "await offered,withdrawn,committed,aborted,annulled,"
          + "in-strip,received,passed then committed";

  private static FlowBench bench;

  @BeforeAll
  static void start() {
    bench = new FlowBench(new CargoImportFlow(), Map.of());
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  private static Came offered(String name, String offered, String declared) {
    return declared(
        Map.of("plate", "29C12345", "declaration", "EX-1", name, offered), name, declared);
  }

  private static Came declared(Map<String, Object> facts, String name, String declared) {
    return declaring(facts, Map.of(name, declared));
  }

  private static Came declaring(Map<String, Object> facts, Map<String, Object> declared) {
    Map<String, Object> declaration = new HashMap<>(declared);
    declaration.put("reference", "IM-1");
    return bench.stage("offered").facts(facts).declared(Kind.EXACT, declaration).run();
  }

  @ParameterizedTest
  @CsvSource({
    "container, CSQU3054383, csqu 305438-3",
    "container, CSQU3054383 MSKU1234565, MSKU1234565 / CSQU3054383",
    "seal, VN-0017, vn 0017",
    "seal, S1; S2, 'S2, S1'",
    "trailerPlate, 29R-123.45, 29R12345"
  })
  void whatIsTheSameIsTaken(String name, String offered, String declared) {
    Came came = offered(name, offered, declared);
    assertThat(came.effectsInWords()).containsExactly("partner:accept");
    assertThat(came.facts()).containsEntry(name, declared).containsValue(offered);
  }

  @ParameterizedTest
  @CsvSource({
    "container, CSQU3054383, MSKU1234565, ID_MISMATCH, container",
    "container, 'CSQU3054383, MSKU1234565', MSKU1234565, ID_MISMATCH, container",
    "trailerPlate, 29R-123.45, 29R-123.46, ID_MISMATCH, trailer",
    "trailerPlate, 29R-180.45, 29R-1B0.45, ID_MISMATCH, trailer",
    "seal, VN-0017, VN-0018, SEAL, seal"
  })
  void whatDiffersIsHeldWithBothWordsUntilAPersonLetsItPass(
      String name, String offered, String declared, String reason, String said) {
    Came held = offered(name, offered, declared);
    assertThat(held.inWords()).isEqualTo("hold " + reason);
    assertThat(held.holdText())
        .isEqualTo(said + " " + offered + " was offered, the import declaration says " + declared);
    assertThat(held.effects()).isEmpty();

    Came released = bench.stage("offered").facts(held.facts()).run();
    assertThat(released.inWords()).isEqualTo(LOOKED_AT);
    assertThat(released.await().late()).isEqualTo("next:offered");
    assertThat(released.effects()).as("the offer may have ended").isEmpty();

    Came late = late(released, name, declared);
    assertThat(late.effectsInWords()).containsExactly("partner:accept");
    assertThat(late(released, name, declared + "1").inWords()).isEqualTo("hold " + reason);
  }

  private static Came late(Came released, String name, String declared) {
    return bench
        .stage("offered")
        .facts(released.facts())
        .signal("late")
        .declared(Kind.EXACT, Map.of("reference", "IM-1", name, declared))
        .run();
  }

  @Test
  void aSealIsForCustomsAlsoWhenAnOperatorHasLetAnotherContainerPass() {
    Map<String, Object> declared = Map.of("container", "box 2", "seal", "S2");
    Came identity =
        declaring(Map.of("plate", "29C12345", "container", "box 1", "seal", "S1"), declared);
    assertThat(identity.inWords()).isEqualTo("hold ID_MISMATCH");
    Came released = bench.stage("offered").facts(identity.facts()).run();
    Came seal =
        bench
            .stage("offered")
            .facts(released.facts())
            .signal("late")
            .declared(Kind.EXACT, declared)
            .run();
    assertThat(seal.inWords()).isEqualTo("hold SEAL");
  }

  @Test
  void whatOnlyTheOfferSaysIsKept() {
    Came came = declaring(Map.of("plate", "29C12345", "seal", "VN-0017"), Map.of());
    assertThat(came.effectsInWords()).containsExactly("partner:accept");
    assertThat(came.facts()).containsEntry("seal", "VN-0017");
  }

  @Test
  void aContainerOfWhichOnlyThePartnerTellsMustHaveARightCheckDigit() {
    Came came = declaring(Map.of("plate", "29C12345", "container", "CSQU3054384"), Map.of());
    assertThat(came.inWords()).isEqualTo("hold ID_MISMATCH");
    assertThat(came.holdText())
        .isEqualTo("container CSQU3054384 ends in 4, its check digit by ISO 6346 is 3");
  }

  private static Came offeredAgain(Map<String, Object> facts, String seal, String declared) {
    return bench
        .stage("offered")
        .facts(facts)
        .signal("offered", Map.of("data", Map.of("plate", "29C12345", "seal", seal)))
        .declared(Kind.EXACT, Map.of("reference", "IM-1", "seal", declared))
        .run();
  }

  @Test
  void aNewOfferIsComparedByItsOwnWords() {
    Came again = offeredAgain(offered("seal", "S1", "S1").facts(), "S2", "S1");
    assertThat(again.inWords()).isEqualTo("hold SEAL");
    assertThat(again.facts()).containsEntry("offeredSeal", "S2");
  }

  @Test
  void releasedFromAnyHoldItIsHeardFirstWhetherTheOfferStillStands() {
    Came accepted = offered("seal", "S1", "S1");
    assertThat(accepted.effectsInWords()).containsExactly("partner:accept");
    Came released = bench.stage("offered").facts(accepted.facts()).run();
    assertThat(released.inWords()).isEqualTo(LOOKED_AT);
    assertThat(released.effects()).as("there may be another offer").isEmpty();
    assertThat(late(released, "seal", "S1").effectsInWords()).containsExactly("partner:accept");
  }

  @Test
  void aSealThatCustomsOfBothSidesAgreedOnStandsForTheDeclaredOne() {
    Map<String, Object> agreed = new HashMap<>(offered("seal", "S1", "S1").facts());
    agreed.put("agreedSeal", "S2");
    Came came = offeredAgain(agreed, "S2", "S1");
    assertThat(came.effectsInWords()).containsExactly("partner:accept");
    assertThat(came.facts()).containsEntry("seal", "S2");

    Came other = offeredAgain(agreed, "S1", "S1");
    assertThat(other.inWords()).isEqualTo("hold SEAL");
    assertThat(other.holdText())
        .isEqualTo("seal S1 was offered, customs of both sides agreed on S2");
  }

  @Test
  void severalDeclarationsAreHeldUntilOneIsLeft() {
    Came held =
        bench.stage("offered").fact("plate", "29C12345").declared(Kind.SEVERAL, Map.of()).run();
    assertThat(held.inWords()).isEqualTo("hold DECLARED_TWICE");
    assertThat(held.holdText()).isEqualTo("29C12345 has several import declarations");
    assertThat(held.effects()).isEmpty();
    Came released = bench.stage("offered").facts(held.facts()).run();
    assertThat(released.inWords()).isEqualTo(LOOKED_AT);
    assertThat(late(released, "seal", "S1").effectsInWords()).containsExactly("partner:accept");
  }
}
