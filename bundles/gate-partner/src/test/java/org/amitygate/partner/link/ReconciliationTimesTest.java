package org.amitygate.partner.link;

import static org.amitygate.partner.link.ReconciliationTest.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When two gates compare their books, and how many comparisons are under way at once. */
class ReconciliationTimesTest extends BetweenTwoGates {

  private static final Duration DAY = Duration.ofDays(1);

  @BeforeEach
  void twoGates() {
    pair.clock().forward(Duration.ofMinutes(5));
  }

  @Test
  void theFirstByNameComparesEveryQuarterOfAnHour() {
    pair.exit().link.look();
    pair.entry().link.look();
    pair.clock().forward(Duration.ofMinutes(15));
    pair.exit().link.look();
    pair.entry().link.look();
    pair.deliverAll();
    assertThat(said(pair.entry())).contains("RECONCILE").doesNotContain("RECONCILED");
    assertThat(said(pair.exit())).contains("RECONCILED").doesNotContain("RECONCILE");
  }

  @Test
  void crossingsAreReadForOneQuestionAfterAnother() {
    for (int i = 0; i < 3; i++) {
      pair.entry().link.reconciliation().reconcile(pair.entry().other, DAY, "a test");
    }
    MemoryJournal journal = pair.exit().journal;
    journal.slow();
    pair.deliverAll();
    for (int i = 0; i < 3; i++) {
      assertThat(journal.asked).hasSize(1);
      journal.asked.remove().run();
    }
    assertThat(journal.asked).isEmpty();
    assertThat(said(pair.exit())).containsExactly("RECONCILED", "RECONCILED", "RECONCILED");
  }

  @Test
  void theClockAsksOnceWhileThePartnerReceivesNothing() {
    for (int i = 0; i < 4; i++) {
      pair.entry().link.look();
      pair.clock().forward(Duration.ofMinutes(15));
    }
    assertThat(said(pair.entry())).containsOnlyOnce("RECONCILE");
    pair.deliverAll();
    pair.entry().link.look();
    assertThat(said(pair.entry())).filteredOn("RECONCILE"::equals).hasSize(2);
  }

  @Test
  void theBooksAreComparedWhenALaneCloses() {
    pair.exit()
        .change(
            tx -> {
              pair.exit().link.handovers().laneState(tx, "L3", "CLOSED", "evening");
              return "";
            });
    pair.deliverAll();
    assertThat(said(pair.entry())).containsExactly("RECONCILE");
    assertThat(pair.exit().partnerRecords("Reconciled")).hasSize(1);
  }
}
