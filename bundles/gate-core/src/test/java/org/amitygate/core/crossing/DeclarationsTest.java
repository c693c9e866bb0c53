package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A read identifies only when exactly one unused declaration says this very plate, and the camera
 * is sure.
 */
class DeclarationsTest {

  private static final String ONE = "00000000-0000-0001-0000-000000000001";
  private static final String TWO = "00000000-0000-0001-0000-000000000002";

  private static final Actor CUSTOMS = new Actor("customs", Set.of(Role.CUSTOMS));

  private final Bench bench = new Bench();

  private static ObjectNode declaration(String reference, String plate) {
    return Json.object()
        .put("reference", reference)
        .put("plate", plate)
        .put("direction", "export")
        .put("declaredGrossKg", 31_200);
  }

  private String announce(ObjectNode declaration) {
    return bench.told(bench.journal.submit(tx -> Declarations.announce(tx, declaration)));
  }

  private DeclarationMatch match(String plate, Integer confidence) {
    return match(plate, confidence, ONE);
  }

  private DeclarationMatch match(String plate, Integer confidence, String crossing) {
    return Declarations.match(
        bench.journal.view(), "export", plate, Optional.ofNullable(confidence), crossing);
  }

  private boolean claim(String reference, String crossing) {
    return bench.tx(tx -> Declarations.claim(tx, reference, crossing));
  }

  private boolean free(String reference, String crossing) {
    return bench.tx(tx -> Declarations.free(tx, reference, crossing));
  }

  @Test
  void theOneDeclarationOfThePlateIsExact() {
    announce(declaration("DEC-1", "29C-123.45"));
    announce(declaration("DEC-2", "29C-123.46"));
    DeclarationMatch match = match("29c 12345", 80);
    assertThat(match.kind()).isEqualTo(Kind.EXACT);
    assertThat(match.declaration())
        .containsEntry("reference", "DEC-1")
        .containsEntry("declaredGrossKg", 31_200);
    assertThat(match("29C12345", null).kind()).isEqualTo(Kind.EXACT);
  }

  /** A trader may send anything, and a telephone number names somebody, too. */
  @Test
  void onlyTheReferenceTheDirectionAndTheWeightCannotBeErased() {
    ObjectNode declaration = declaration("DEC-1", "29C-123.45");
    declaration.put("driverPhone", 84_912_345_678L).put("married", true).putNull("father");
    announce(declaration);
    Entry announced = bench.journal.view().records("declaration:DEC-1").get(0);
    assertThat(announced.body())
        .hasToString(
            "{\"type\":\"DeclarationAnnounced\",\"v\":3,\"declaredGrossKg\":31200,"
                + "\"reference\":\"DEC-1\",\"direction\":\"export\"}");
    assertThat(announced.personal().orElseThrow())
        .hasToString(
            "{\"plate\":\"29C-123.45\",\"driverPhone\":84912345678,\"married\":true,"
                + "\"father\":null}");
    assertThat(match("29C-123.45", 99).declaration())
        .as("the flow is told all of it")
        .containsEntry("driverPhone", 84_912_345_678L)
        .containsEntry("declaredGrossKg", 31_200);
  }

  @Test
  void aReadThatIsNotSureNeverIdentifies() {
    announce(declaration("DEC-1", "29C-123.45"));
    assertThat(match("29C-123.45", 79))
        .isEqualTo(new DeclarationMatch(Kind.CONFUSABLE, java.util.Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "29C-123.45,29C-I23.45",
    "29C-180.45,29C-1B0.45",
    "粤B12345,桂B12345",
    "粤B12345,B12345",
    "29LĐ-123.45,29LD12345"
  })
  void aConfusablePlateNeverIdentifies(String declared, String read) {
    announce(declaration("DEC-1", declared));
    assertThat(match(read, 99).kind()).isEqualTo(Kind.CONFUSABLE);
    assertThat(match(read, 99).declaration()).isEmpty();
  }

  @Test
  void whatWasListedByItsStrokedLetterIsFoundAndForgotten() {
    announce(declaration("DEC-1", "29LĐ-180.45"));
    bench.tx(
        tx -> {
          tx.remove("declared", "export|291018045");
          ObjectNode former = Json.object();
          former.withArray("references").add("DEC-1");
          tx.put("declared", "export|291Đ18045", former);
          return tx;
        });
    assertThat(match("29LĐ-180.45", 99).declaration()).containsEntry("reference", "DEC-1");
    bench.tx(
        tx -> {
          Declarations.forget(tx, "DEC-1");
          return tx;
        });
    assertThat(bench.journal.view().item("declared", "export|291Đ18045")).isEmpty();
  }

  @Test
  void anExactOneBesideAConfusableOneIdentifies() {
    announce(declaration("DEC-1", "29C-123.45"));
    announce(declaration("DEC-2", "29C-I23.45"));
    assertThat(match("29C-123.45", 99).declaration()).containsEntry("reference", "DEC-1");
  }

  @Test
  void severalDeclarationsOfOnePlateIdentifyNone() {
    announce(declaration("DEC-1", "29C-123.45"));
    announce(declaration("DEC-2", "29C-123.45"));
    assertThat(match("29C-123.45", 99))
        .isEqualTo(new DeclarationMatch(Kind.SEVERAL, java.util.Map.of()));
    assertThat(claim("DEC-1", TWO)).isTrue();
    assertThat(match("29C-123.45", 99).declaration()).containsEntry("reference", "DEC-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " - ", "51C-999.99"})
  void anotherPlateOrNoneFindsNothing(String read) {
    announce(declaration("DEC-1", "29C-123.45"));
    announce(declaration("DEC-2", "-"));
    assertThat(match(read, 99)).isEqualTo(new DeclarationMatch(Kind.NONE, java.util.Map.of()));
  }

  @Test
  void theOtherDirectionIsAnother() {
    announce(declaration("DEC-1", "29C-123.45").put("direction", "import"));
    assertThat(match("29C-123.45", 99).kind()).isEqualTo(Kind.NONE);
  }

  @Test
  void aDeclarationServesOneCrossing() {
    announce(declaration("DEC-1", "29C-123.45"));
    assertThat(claim("DEC-1", ONE)).isTrue();
    assertThat(claim("DEC-1", ONE)).isTrue();
    assertThat(claim("DEC-1", TWO)).isFalse();
    assertThat(claim("DEC-9", ONE)).isFalse();
    assertThat(match("29C-123.45", 99).kind()).as("its own").isEqualTo(Kind.EXACT);
    assertThat(claimedMatch()).isEqualTo(Kind.NONE);
  }

  @Test
  void ofOneThatIsUsedItIsToldWhatItServes() {
    announce(declaration("DEC-1", "29C-123.45"));
    announce(declaration("DEC-2", "29C-I23.45"));
    claim("DEC-1", TWO);
    assertThat(match("29C-123.45", 99))
        .isEqualTo(
            new DeclarationMatch(
                Kind.CONFUSABLE, java.util.Map.of(), "DEC-1 serves crossing " + TWO));
    assertThat(match("29C-I23.45", 99).serves()).as("it has its own").isEmpty();
  }

  @Test
  void oneThatCameToNothingCountsOnlyUntilAnotherIsAnnounced() {
    for (String reference : List.of("DEC-2", "DEC-1")) {
      announce(declaration(reference, "29C-123.45"));
      claim(reference, TWO);
      free(reference, TWO);
      bench.pass(Duration.ofSeconds(1));
    }
    assertThat(match("29C-123.45", 99).declaration())
        .as("freed last")
        .containsEntry("reference", "DEC-1");
    announce(declaration("DEC-3", "29C-123.45"));
    assertThat(match("29C-123.45", 99).declaration()).containsEntry("reference", "DEC-3");
    announce(declaration("DEC-4", "29C-123.45"));
    assertThat(match("29C-123.45", 99).kind()).isEqualTo(Kind.SEVERAL);
  }

  @Test
  void whatACrossingHasOrHadLastGoesBeforeWhatIsAnnouncedForTheNextOne() {
    announce(declaration("DEC-1", "29C-123.45"));
    claim("DEC-1", ONE);
    announce(declaration("DEC-2", "29C-123.45"));
    assertThat(match("29C-123.45", 99).declaration()).containsEntry("reference", "DEC-1");
    assertThat(match("29C-123.45", 79).kind()).isEqualTo(Kind.CONFUSABLE);
    free("DEC-1", ONE);
    assertThat(match("29C-123.45", 99).declaration()).containsEntry("reference", "DEC-1");
    assertThat(match("29C-123.45", 99, TWO).declaration()).containsEntry("reference", "DEC-2");

    bench.pass(Duration.ofSeconds(1));
    claim("DEC-2", ONE);
    assertThat(match("29C-123.45", 99).declaration()).as("has").containsEntry("reference", "DEC-2");
    free("DEC-2", ONE);
    assertThat(match("29C-123.45", 99).declaration())
        .as("had last")
        .containsEntry("reference", "DEC-2");
    claim("DEC-2", TWO);
    assertThat(match("29C-123.45", 99).declaration())
        .as("the other one is another crossing's")
        .containsEntry("reference", "DEC-1");
  }

  @Test
  void onlyTheCrossingThatHasADeclarationFreesIt() {
    announce(declaration("DEC-1", "29C-123.45"));
    claim("DEC-1", ONE);
    assertThat(free("DEC-1", TWO)).isFalse();
    assertThat(free("DEC-9", ONE)).isFalse();
    assertThat(claim("DEC-1", TWO)).isFalse();
    assertThat(free("DEC-1", ONE)).isTrue();
    assertThat(claim("DEC-1", TWO)).isTrue();
  }

  private Kind claimedMatch() {
    return Declarations.match(bench.journal.view(), "export", "29C-123.45", Optional.of(99), TWO)
        .kind();
  }

  @Test
  void theSameAnnouncementOnceMoreIsARepeatAndAnotherContentIsRefused() {
    assertThat(announce(declaration("DEC-1", "29C-123.45"))).isEqualTo("NEW");
    claim("DEC-1", ONE);
    assertThat(announce(declaration("DEC-1", "29C-123.45"))).isEqualTo("REPEATED");
    assertThat(announce(declaration("DEC-1", "29C-123.46")))
        .isEqualTo(
            "refused: declaration 'DEC-1' was announced before with another content; use a new reference");
    assertThat(bench.journal.types("declaration:DEC-1")).containsExactly("DeclarationAnnounced");
    assertThat(bench.journal.view().item("declaration", "DEC-1").orElseThrow().path("at").asText())
        .isEqualTo(bench.now().toString());
    assertThat(match("29C-123.45", 99).kind()).as("listed once").isEqualTo(Kind.EXACT);
  }

  private String withdraw(Actor actor, String reference) {
    return bench.told(bench.operations.withdrawDeclaration(actor, reference, "sent twice"));
  }

  @Test
  void ofTwoDeclarationsOneIsWithdrawnAndTheOtherIsExact() {
    announce(declaration("DEC-1", "29C-123.45"));
    announce(declaration("DEC-2", "29C-123.45"));
    assertThat(match("29C-123.45", 99).kind()).isEqualTo(Kind.SEVERAL);
    String done = "declaration DEC-1 is withdrawn: no vehicle is matched with it";
    assertThat(withdraw(CUSTOMS, "DEC-1")).isEqualTo(done);
    assertThat(match("29C-123.45", 99).declaration()).containsEntry("reference", "DEC-2");
    assertThat(withdraw(Bench.SUPERVISOR, "DEC-1")).isEqualTo(done);
    assertThat(bench.journal.types("declaration:DEC-1"))
        .containsExactly("DeclarationAnnounced", "DeclarationWithdrawn");
    assertThat(claim("DEC-1", ONE)).as("matched before it was withdrawn").isFalse();
    assertThat(announce(declaration("DEC-1", "29C-123.45")))
        .isEqualTo("refused: declaration 'DEC-1' was withdrawn; use a new reference");
  }

  @Test
  void onlyCustomsWithdrawsAndOnlyWhatServesNoCrossing() {
    announce(declaration("DEC-1", "29C-123.45"));
    assertThat(withdraw(Bench.OPERATOR, "DEC-1")).contains("needs the role customs");
    assertThat(withdraw(CUSTOMS, "DEC-2")).isEqualTo("refused: there is no declaration 'DEC-2'");
    assertThat(bench.told(bench.operations.withdrawDeclaration(CUSTOMS, "DEC-1", " ")))
        .startsWith("refused: a reason is needed");
    claim("DEC-1", ONE);
    assertThat(withdraw(CUSTOMS, "DEC-1"))
        .isEqualTo(
            "refused: DEC-1 serves crossing %s: it is withdrawn only when it serves none"
                .formatted(ONE));
    assertThat(match("29C-123.45", 99).kind()).isEqualTo(Kind.EXACT);
    free("DEC-1", ONE);
    assertThat(withdraw(CUSTOMS, "DEC-1")).endsWith("no vehicle is matched with it");
    assertThat(match("29C-123.45", 99).kind()).isEqualTo(Kind.NONE);
  }
}
