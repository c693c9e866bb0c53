package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.amitygate.camel.gateway.AuthorityAnswers.Taken;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Evidence.Kept;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What answers do to crossings, and what they never do. */
class AuthorityAnswersTest {

  private Instant now = Instant.parse("2026-03-01T04:00:00Z");
  private final MemoryJournal journal = new MemoryJournal(() -> now);
  private final FakeDesks desks = new FakeDesks();
  private final AuthorityAnswers answers = new AuthorityAnswers(desks, desks);

  @AfterEach
  void close() {
    journal.close();
  }

  private Taken take(String id, String declaration, Verdict verdict) {
    return take(id, declaration, verdict, "digest of " + id);
  }

  private Taken take(String id, String declaration, Verdict verdict, String evidence) {
    return take(id, declaration, verdict, evidence, Optional.empty());
  }

  private Taken take(
      String id, String declaration, Verdict verdict, String evidence, Optional<Instant> issuedAt) {
    Answer answer =
        new Answer(id, Optional.ofNullable(declaration), verdict, "08", "words", issuedAt);
    desks.done.clear();
    return journal.now(tx -> answers.take(tx, "customs", answer, new Kept(evidence, true)));
  }

  /** It was issued so many seconds after now, and comes now. */
  private Taken issued(long seconds, String id, Verdict verdict) {
    return take(id, "DEC-1", verdict, "bytes of " + id, Optional.of(now.plusSeconds(seconds)));
  }

  @ParameterizedTest
  @EnumSource(names = {"RELEASED", "CONTROL", "REJECTED"})
  void aDecisionIsToldToTheCrossing(Verdict verdict) {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(take("A1", "DEC-1", verdict)).isEqualTo(Taken.TOLD);
    assertThat(desks.done)
        .as("its newest word counts")
        .containsExactly("unsay customs", "signal customs " + verdict, "put");
    assertThat(journal.types("crossing:" + crossing.id())).containsExactly("AuthorityAnswered");
    assertThat(journal.last("crossing:" + crossing.id()).toString())
        .contains(
            "\"verdict\":\"" + verdict + "\"",
            "\"id\":\"A1\"",
            "\"code\":\"08\"",
            "\"evidence\":\"digest of A1\"");
  }

  @ParameterizedTest
  @EnumSource(names = {"WAIT", "INFORMATION", "UNKNOWN"})
  void anythingElseIsOnlyRecorded(Verdict verdict) {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(take("A1", "DEC-1", verdict)).isEqualTo(Taken.TOLD);
    assertThat(desks.done).containsExactly("put");
    assertThat(journal.types("crossing:" + crossing.id())).containsExactly("AuthorityAnswered");
  }

  @Test
  void aRepeatDoesNothingAndTheSameIdWithOtherContentIsQuarantined() {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    take("A1", "DEC-1", Verdict.CONTROL);
    assertThat(take("A1", "DEC-1", Verdict.CONTROL)).isEqualTo(Taken.REPEATED);
    assertThat(desks.done).isEmpty();
    assertThat(take("A1", "DEC-1", Verdict.RELEASED, "other bytes")).isEqualTo(Taken.QUARANTINED);
    assertThat(desks.done).isEmpty();
    assertThat(journal.types("crossing:" + crossing.id())).hasSize(1);
    assertThat(journal.last("authority:customs").path("why").asText()).contains("used before");
  }

  @Test
  void whatCameBeforeTheCrossingIsToldWhenItComesAgain() {
    assertThat(take("A1", "DEC-1", Verdict.RELEASED)).isEqualTo(Taken.QUARANTINED);
    desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(take("A1", "DEC-1", Verdict.RELEASED)).isEqualTo(Taken.TOLD);
    assertThat(take("A1", "DEC-1", Verdict.RELEASED)).isEqualTo(Taken.REPEATED);
  }

  @Test
  void whatWasSaidOfAnEarlierCrossingIsToldTheNextOne() {
    Crossing first = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    take("A1", "DEC-1", Verdict.CONTROL);
    now = now.plusSeconds(60);
    Crossing second = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true, now);
    now = now.plusSeconds(60);
    assertThat(take("A1", "DEC-1", Verdict.CONTROL)).isEqualTo(Taken.TOLD);
    assertThat(journal.types("crossing:" + first.id())).hasSize(1);
    assertThat(journal.types("crossing:" + second.id())).hasSize(1);
    assertThat(take("A1", "DEC-1", Verdict.CONTROL)).isEqualTo(Taken.REPEATED);
  }

  @Test
  void theSameAnswerAnswersANewQuestion() {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    for (Verdict verdict : new Verdict[] {Verdict.RELEASED, Verdict.CONTROL, Verdict.REJECTED}) {
      assertThat(take("A" + verdict, "DEC-1", verdict)).isEqualTo(Taken.TOLD);
      now = now.plusSeconds(1);
      journal.now(
          tx -> {
            AuthorityAnswers.asked(tx, "customs", crossing);
            return "";
          });
      now = now.plusSeconds(1);
      assertThat(take("A" + verdict, "DEC-1", verdict)).as("%s", verdict).isEqualTo(Taken.TOLD);
      assertThat(take("A" + verdict, "DEC-1", verdict)).as("%s", verdict).isEqualTo(Taken.REPEATED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CONTROL", "REJECTED"})
  void whatHoldsATruckIsNeverDroppedForItsId(Verdict verdict) {
    desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    take("A1", "DEC-1", verdict);
    take("A2", "DEC-1", Verdict.RELEASED);
    assertThat(take("A1", "DEC-1", verdict)).as("as before the release").isEqualTo(Taken.TOLD);
    assertThat(desks.done).contains("signal customs.revoked " + verdict);
    assertThat(take("A1", "DEC-1", verdict)).isEqualTo(Taken.REPEATED);
    for (String id : new String[] {"A2", " ", "x".repeat(201)}) {
      assertThat(take(id, "DEC-1", verdict, "bytes of " + id)).as(id).isEqualTo(Taken.TOLD);
      assertThat(desks.done).as(id).contains("signal customs " + verdict);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CONTROL", "REJECTED"})
  void aReleaseThatWasIssuedBeforeAControlIsNotTheNewestWord(Verdict verdict) {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    issued(300, "A2", verdict);
    issued(240, "A1", verdict); // nor does an older one make it older
    assertThat(issued(299, "R1", Verdict.RELEASED)).isEqualTo(Taken.TOLD);
    assertThat(desks.done).containsExactly("put");
    assertThat(journal.last("crossing:" + crossing.id()).path("id").asText()).isEqualTo("R1");
    issued(360, "A3", verdict);
    assertThat(desks.done).as("no release stands").contains("signal customs " + verdict);
    issued(360, "R2", Verdict.RELEASED);
    assertThat(desks.done).contains("signal customs RELEASED");
  }

  @Test
  void withoutATimeOrAfterANewQuestionItIs() {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    take("C1", "DEC-1", Verdict.CONTROL);
    issued(0, "R1", Verdict.RELEASED);
    assertThat(desks.done).contains("signal customs RELEASED");
    issued(300, "C2", Verdict.CONTROL);
    take("R2", "DEC-1", Verdict.RELEASED);
    assertThat(desks.done).contains("signal customs RELEASED");
    issued(300, "C3", Verdict.CONTROL);
    journal.now(
        tx -> {
          AuthorityAnswers.asked(tx, "customs", crossing);
          return "";
        });
    issued(1, "R3", Verdict.RELEASED);
    assertThat(desks.done).contains("signal customs RELEASED");
  }

  @Test
  void onlyTheCrossingWithThisDeclarationHears() {
    desks.crossing(journal, "DEC-2", HandoverState.LOCAL, true);
    Crossing ended = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, false);
    for (String reference : new String[] {"DEC-1", "HN-1", "29C1", "DEC", "", null}) {
      assertThat(take("A" + reference, reference, Verdict.RELEASED))
          .as(reference)
          .isEqualTo(Taken.QUARANTINED);
      assertThat(desks.done).as(reference).isEmpty();
    }
    assertThat(journal.types("crossing:" + ended.id())).isEmpty();
    assertThat(journal.last("authority:customs").path("why").asText())
        .isEqualTo("it names no declaration");
    assertThat(journal.types("authority:customs"))
        .hasSize(6)
        .containsOnly("AuthorityAnswerQuarantined");
  }

  @Test
  void anAnswerWithoutAUsableIdIsQuarantined() {
    desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    assertThat(take(" ", "DEC-1", Verdict.RELEASED)).isEqualTo(Taken.QUARANTINED);
    assertThat(take("x".repeat(201), "DEC-1", Verdict.RELEASED)).isEqualTo(Taken.QUARANTINED);
    assertThat(desks.done).isEmpty();
    assertThat(take("x".repeat(200), "DEC-1", Verdict.RELEASED)).isEqualTo(Taken.TOLD);
  }

  @ParameterizedTest
  @CsvSource({
    "LOCAL, CONTROL, CUSTOMS_CONTROL, false, true, true",
    "OFFERED, CONTROL, CUSTOMS_CONTROL, true, true, true",
    "ACCEPTED, REJECTED, CUSTOMS_REJECTED, true, true, true",
    "COMMITTING, CONTROL, CUSTOMS_CONTROL, true, true, true",
    "COMMITTED, REJECTED, CUSTOMS_REJECTED, true, true, true",
    "OPENING, CONTROL, CUSTOMS_CONTROL, false, true, false",
    "OPENED, CONTROL, CUSTOMS_CONTROL, false, false, false",
    "IN_STRIP, CONTROL, CUSTOMS_CONTROL, false, false, false",
    "RECEIVED, CONTROL, CUSTOMS_CONTROL, false, false, false"
  })
  void aReleaseTakenBack(
      HandoverState state,
      Verdict verdict,
      String reason,
      boolean withdraws,
      boolean holds,
      boolean inTime) {
    Crossing crossing = desks.crossing(journal, "DEC-1", state, true);
    take("A1", "DEC-1", Verdict.RELEASED);
    take("A2", "DEC-1", verdict);
    List<String> expected =
        java.util.stream.Stream.of(
                Optional.of("unsay customs"),
                Optional.of("handover Withdraw[why=HELD]").filter(x -> withdraws),
                Optional.of("hold " + reason).filter(x -> holds),
                Optional.of("unsay customs.revoked"),
                Optional.of("signal customs.revoked " + verdict),
                Optional.of("put"))
            .flatMap(Optional::stream)
            .toList();
    assertThat(desks.done).isEqualTo(expected);
    assertThat(journal.types("crossing:" + crossing.id()))
        .endsWith("AuthorityAnswered", "ReleaseTakenBack");
    assertThat(journal.last("crossing:" + crossing.id()).path("inTime").asBoolean())
        .isEqualTo(inTime);

    take("A3", "DEC-1", verdict);
    assertThat(desks.done)
        .as("a release can be taken back once")
        .containsExactly("unsay customs", "signal customs " + verdict, "put");
    take("A4", "DEC-1", Verdict.RELEASED);
    assertThat(desks.done).containsExactly("unsay customs", "signal customs RELEASED", "put");
  }

  @Test
  void longWordsAreCut() {
    Crossing crossing = desks.crossing(journal, "DEC-1", HandoverState.LOCAL, true);
    Answer answer =
        new Answer(
            "A1",
            Optional.of("DEC-1"),
            Verdict.CONTROL,
            "c".repeat(999),
            "w".repeat(9999),
            Optional.empty());
    journal.now(tx -> answers.take(tx, "customs", answer, new Kept("d", true)));
    assertThat(journal.last("crossing:" + crossing.id()).has("text")).as("erasable").isFalse();
    assertThat(
            journal
                .lastEntry("crossing:" + crossing.id())
                .personal()
                .orElseThrow()
                .path("text")
                .asText())
        .hasSize(500);
    assertThat(journal.last("crossing:" + crossing.id()).path("code").asText()).hasSize(200);
  }
}
