package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.junit.jupiter.api.Test;

/** A little that a partner says, and how much it has the gate do. */
class BurdensTest extends HandWritten {

  private Envelope asks(int seq) {
    return route(id(1_000 + seq), seq, "STATUS_REQ", body());
  }

  private List<String> types() {
    return sent().stream().map(Envelope::type).toList();
  }

  // What came before its turn

  private void allButTheFirst() throws Exception {
    for (int seq = 2; seq <= 256; seq++) {
      assertThat(verdict(asks(seq))).isEqualTo(Verdict.HELD);
    }
  }

  private void allAreAnswered() {
    assertThat(types()).hasSize(256).containsOnly("STATUS");
    assertThat(entry.journal.view().items(Streams.HELD)).isEmpty();
    assertThat(entry.journal.view().items(Streams.GAP)).isEmpty();
  }

  @Test
  void itIsAppliedSoMuchAtOnce() throws Exception {
    allButTheFirst();
    int before = entry.journal.works;
    assertThat(verdict(asks(1))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.journal.works - before).isEqualTo(16);
    allAreAnswered();
  }

  @Test
  void itGoesOnAfterARestart() throws Exception {
    allButTheFirst();
    entry.journal.ends = true;
    verdict(asks(1));
    assertThat(types()).hasSize(17);
    entry.journal.ends = false;
    entry.restart();
    entry.link.look();
    allAreAnswered();
  }

  // What is to be sent again

  @Test
  void whatWasNeverSentIsNotLookedFor() throws Exception {
    verdict(offer(1, 1, 1));
    entry.effect("accept");
    verdict(message(2, 2, "STATUS_REQ", 1, body()));
    int before = entry.journal.read;
    verdict(message(3, 3, "STATUS_REQ", 1, body().put("resendFrom", 9).put("resendTo", 264)));
    assertThat(entry.journal.read).isEqualTo(before);
    assertThat(types()).containsExactly("ACCEPT", "STATUS", "STATUS");
  }

  // What is news

  @Test
  void aLongTimelineIsReadFromItsEnd() throws Exception {
    verdict(offer(1, 1, 1));
    Partner partner = Partner.of(entry, EXIT).orElseThrow();
    many(5_000, "Something");
    entry.journal.whole = 100;
    Instant now = entry.now();
    assertThat(SharedCrossings.settled(entry.journal.view(), partner, TestGate.TRUCK, now))
        .isFalse();
    entry.clock.forward(Duration.ofMinutes(2));
    many(500, "AlarmRaised");
    assertThat(SharedCrossings.settled(entry.journal.view(), partner, TestGate.TRUCK, entry.now()))
        .isTrue();
    many(100, "AlarmRaised");
    int before = entry.journal.read;
    assertThat(SharedCrossings.settled(entry.journal.view(), partner, TestGate.TRUCK, entry.now()))
        .as("more than anybody looks through")
        .isFalse();
    assertThat(entry.journal.read - before).isLessThanOrEqualTo(512);
  }

  private void many(int count, String type) {
    entry.change(
        tx -> {
          for (int i = 0; i < count; i++) {
            tx.append("crossing:" + TestGate.TRUCK, type, Json.object());
          }
          return type;
        });
  }

  // What is not taken

  /** Answers that the partner asked for and does not take. */
  private void manyWait(int count) {
    entry.change(
        tx -> {
          for (int i = 0; i < count; i++) {
            ObjectNode body = Json.object().put("partner", EXIT).put("messageType", "STATUS");
            body.put("stream", "crossing:" + new UUID(9, i)).put("messageId", "m" + i);
            body.put("message", "{}").put("sha256", "");
            tx.enqueue(new Outgoing("m" + i, "q" + i, Outbox.KIND, tx.now(), body));
          }
          return "queued";
        });
    entry.restart();
    entry.link.look();
  }

  private List<String> more() {
    return entry.journal.view().outbox().stream()
        .filter(outgoing -> !outgoing.id().startsWith("m"))
        .map(outgoing -> outgoing.body().path("messageType").asText())
        .toList();
  }

  @Test
  void nobodyIsAnsweredWhoTakesNoAnswers() throws Exception {
    verdict(offer(1, 1, 1));
    entry.effect("accept");
    manyWait(5_000);
    assertThat(verdict(asks(11))).as("its turn has not come").isEqualTo(Verdict.HELD);
    for (int seq = 1; seq <= 10; seq++) {
      assertThat(verdict(route(id(20 + seq), seq, "STATUS_REQ", body())))
          .isEqualTo(Verdict.RECORDED);
    }
    assertThat(verdict(message(40, 2, "STATUS_REQ", 1, body()))).isEqualTo(Verdict.RECORDED);
    ObjectNode books = body().put("run", new UUID(1, 1).toString());
    books.put("from", entry.now().minusSeconds(60).toString());
    books.put("until", entry.now().toString()).putObject("states");
    assertThat(verdict(route(id(41), 12, "RECONCILE", books))).isEqualTo(Verdict.RECORDED);
    Envelope offer = offer(42, 1, 1);
    refused(503, bytes(envelope(id(42), Optional.of(new UUID(8, 8)), 1, 1, "OFFER", offer.body())));
    assertThat(more()).containsExactly("ACCEPT");
    assertThat(verdict(message(43, 3, "COMMIT", 1, body()))).isEqualTo(Verdict.APPLIED);
    assertThat(more()).containsExactly("ACCEPT", "COMMIT_OK");
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
  }

  @Test
  void whoTakesOneIsAnsweredAgain() throws Exception {
    verdict(offer(1, 1, 1));
    entry.effect("accept");
    manyWait(4_999);
    assertThat(verdict(asks(1))).isEqualTo(Verdict.RECORDED);
    assertThat(entry.deliver("crossing:" + TestGate.TRUCK)).isTrue();
    assertThat(verdict(asks(2))).isEqualTo(Verdict.APPLIED);
    assertThat(more()).containsExactly("STATUS");
    assertThat(verdict(asks(3))).isEqualTo(Verdict.RECORDED);
  }
}
