package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partner that keeps to the protocol and says more than anybody can hear. */
class GreedyPartnerTest {

  @TempDir Path folder;

  @Test
  void aCrossingDoesNotGrowWithWhatIsSaidOfItAgainAndAgain() {
    GatePair pair = GatePair.of(folder);
    TestGate exit = pair.exit();
    TestGate entry = pair.entry();
    exit.begin(Map.of("plate", "29C-123.45"));
    pair.upTo(HandoverState.IN_STRIP);
    entry.event(new HandoverEvent.ArrivalMatched());
    pair.deliverAll();
    pair.bothAre(HandoverState.RECEIVED, 1);
    String cut = "x".repeat(999) + "\uD83D\uDE9A";
    for (int i = 0; i < 60; i++) {
      entry.effect("held", Map.of("reason", cut + "x".repeat(40_000)));
      pair.deliverAll();
    }
    String stored =
        exit.journal.view().crossing(TestGate.TRUCK).orElseThrow().body().tree().toString();
    assertThat(stored.length()).isLessThan(64 * 1024);
    assertThat(exit.signals()).hasSize(32).contains("received", "held");
    assertThat(exit.signalData("held").path("reason").asText())
        .as("1,000 characters as people count them")
        .isEqualTo(cut);
    entry.effect("clear");
    pair.deliverAll();
    pair.bothAre(HandoverState.CLEARED, 1);
    assertThat(exit.signals()).hasSize(32).contains("received", "cleared");
  }
}
