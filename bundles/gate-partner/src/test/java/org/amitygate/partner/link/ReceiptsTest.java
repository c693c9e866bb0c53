package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.partner.PartnerProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gates over a transport without answers: receipts come back as messages of their own. */
class ReceiptsTest extends BetweenTwoGates {

  private final List<byte[]> toExit = new ArrayList<>();

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
    exit.receipts = Optional.of(toExit);
    exit.effect("offer");
  }

  private CompletableFuture<Journal.Work<?>> send() {
    Outgoing first = exit.journal.view().outbox().get(0);
    return exit.link.sender().send(first).toCompletableFuture();
  }

  private void arrive(byte[] receipt) {
    assertThat(exit.link.inbox().receive(entry.id, receipt).toCompletableFuture().join())
        .as("nothing answers a receipt")
        .isEmpty();
  }

  @Test
  void nothingIsDeliveredBeforeItsReceiptIsThere() {
    CompletableFuture<Journal.Work<?>> delivery = send();
    assertThat(delivery).isNotDone();
    assertThat(entry.timeline("PartnerMessageReceived")).containsExactly("OFFER");
    arrive(toExit.get(0));
    assertThat(delivery).isCompleted();
    arrive(toExit.get(0));
    assertThat(exit.deliver()).as("one that came before").isTrue();
    assertThat(exit.timeline("PartnerReceiptReceived")).hasSize(1);
    assertThat(exit.sent).hasSize(1);
  }

  @Test
  void withoutAReceiptItIsSentAgainAndHasItsEffectOnce() {
    CompletableFuture<Journal.Work<?>> delivery = send();
    exit.clock.forward(Duration.ofSeconds(19));
    exit.link.look();
    assertThat(delivery).isNotDone();
    exit.clock.forward(Duration.ofSeconds(1));
    exit.link.look();
    assertThat(delivery).isCompletedExceptionally();
    assertThatThrownBy(delivery::join).hasRootCauseMessage("no receipt came in 20 s");
    CompletableFuture<Journal.Work<?>> again = send();
    assertThat(exit.sent.get(1)).isEqualTo(exit.sent.get(0));
    assertThat(toExit.get(1)).as("the stored receipt").isEqualTo(toExit.get(0));
    arrive(toExit.get(1));
    assertThat(again).isCompleted();
    assertThat(entry.timeline("PartnerMessageReceived")).containsExactly("OFFER");
  }

  @Test
  void aReceiptThatIsLateEndsTheNextTry() {
    CompletableFuture<Journal.Work<?>> delivery = send();
    exit.clock.forward(Duration.ofSeconds(20));
    exit.link.look();
    assertThat(delivery).isCompletedExceptionally();
    arrive(toExit.get(0));
    assertThat(exit.deliver()).isTrue();
    assertThat(exit.sent).as("not sent again").hasSize(1);
  }

  @Test
  void afterARestartTheSameReceiptComesAgain() {
    send();
    exit.restart();
    CompletableFuture<Journal.Work<?>> again = send();
    assertThat(again).isNotDone();
    arrive(toExit.get(1));
    assertThat(again).isCompleted();
    assertThat(toExit.get(1)).isEqualTo(toExit.get(0));
  }

  @Test
  void onlyThePartnersReceiptForUsCounts() {
    CompletableFuture<Journal.Work<?>> delivery = send();
    byte[] forged = toExit.get(0).clone();
    int signature = new String(forged).indexOf("\"signature\":\"") + 20;
    forged[signature] = (byte) (forged[signature] == 'A' ? 'B' : 'A');
    refused(exit, entry.id, forged, 401);
    refused(exit, "stranger", toExit.get(0), 403);
    refused(entry, exit.id, toExit.get(0), 401);
    byte[] honest = toExit.get(0);
    refused(exit, entry.id, HandWritten.rewritten(honest, "from", exit.id, folder, entry.id), 403);
    refused(exit, entry.id, HandWritten.rewritten(honest, "to", entry.id, folder, entry.id), 403);
    assertThat(delivery).isNotDone();
    arrive(toExit.get(0));
    assertThat(delivery).isCompleted();
  }

  private static void refused(TestGate gate, String from, byte[] receipt, int status) {
    assertThatThrownBy(() -> gate.link.inbox().receive(from, receipt).toCompletableFuture().join())
        .cause()
        .isInstanceOfSatisfying(
            PartnerProblem.class, problem -> assertThat(problem.status()).isEqualTo(status));
  }

  @Test
  void aLinkWithoutReceiptsIsLostFromTheSendingOn() {
    send();
    arrive(toExit.get(0));
    exit.deliver();
    entry.effect("accept");
    entry.deliver();
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "DEGRADED", "test");
          return "told";
        });
    exit.deliver();
    exit.clock.forward(Duration.ofSeconds(20));
    exit.link.look();
    exit.clock.forward(Duration.ofSeconds(11));
    exit.effect("commit");
    assertThat(exit.state()).isEqualTo(HandoverState.ACCEPTED);
  }
}
