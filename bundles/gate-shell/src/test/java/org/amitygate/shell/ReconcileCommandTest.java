package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.amitygate.core.handover.ReconciliationDesk.Difference;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.PartnerOperations;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.Test;

class ReconcileCommandTest {
  private final TypedCommands typed = new TypedCommands();

  private String reconcile(String... words) throws Exception {
    return typed.run(ReconcileCommand.class, c -> c.words = List.of(words), Role.OPERATOR);
  }

  private static Report report(Difference... differences) {
    Instant from = Instant.parse("2026-01-02T03:04:05Z");
    return new Report("youyi-guan", from, from.plusSeconds(60), 57, List.of(differences), 2, true);
  }

  @Test
  void namesWhatDiffers() throws Exception {
    typed.service(PartnerOperations.class);
    typed.answer = report(new Difference(new UUID(1, 2), "HN-7", "CLEARED in epoch 1", "RECEIVED"));
    assertThat(reconcile("youyi-guan", "--back", "PT6H"))
        .isEqualTo(
"""
CROSSING  HERE                AT youyi-guan
HN-7      CLEARED in epoch 1  RECEIVED
OK compared with youyi-guan: 57 ended crossing(s) since 2026-01-02 03:04:05.000Z, 1 different, 2 left out because something is under way
""");
    assertThat(typed.asked).isEqualTo("reconcile anna youyi-guan PT6H");
    assertThat(reconcile("youyi-guan", "--json")).contains("\"name\" : \"HN-7\"");
    assertThat(typed.asked).isEqualTo("reconcile anna youyi-guan PT24H");
    typed.answer = report();
    assertThat(reconcile("youyi-guan")).startsWith("OK compared").contains(" 0 different,");
    Report whole = report();
    typed.answer =
        new Report(whole.partner(), whole.from(), whole.until(), 300_000, List.of(), 0, false);
    assertThat(reconcile("youyi-guan")).contains("0 different named").contains("a shorter --back");
  }

  @Test
  void refusesWhatItCannotDo() throws Exception {
    typed.service(PartnerOperations.class);
    assertThat(reconcile()).startsWith("!REFUSED name the partner");
    assertThat(reconcile("youyi-guan", "--back", "soon"))
        .isEqualTo("!REFUSED --back is 'soon', expected such as PT6H or P1D, up to P31D");
    assertThat(reconcile("youyi-guan", "--back", "P32D")).startsWith("!REFUSED --back is 'P32D'");
    typed.answer = new Refusal("there is no partner 'x' in gate.yaml");
    assertThat(reconcile("x")).isEqualTo("!REFUSED there is no partner 'x' in gate.yaml");
  }
}
