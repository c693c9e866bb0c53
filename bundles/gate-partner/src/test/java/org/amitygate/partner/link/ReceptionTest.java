package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.Test;

/** What one gate makes of messages that the test writes in the other's name. */
class ReceptionTest extends HandWritten {

  @Test
  void theReceiptIsTheSignedHashOfTheBytes() throws Exception {
    byte[] message = bytes(offer(1, 1, 1));
    Receipt receipt = receipt(send(message));
    assertThat(receipt)
        .isEqualTo(
            new Receipt(
                ENTRY,
                EXIT,
                id(1).toString(),
                Signatures.sha256(message),
                Verdict.APPLIED,
                entry.now()));
  }

  @Test
  void aDuplicateGetsTheSameReceiptAndNothingElseHappens() throws Exception {
    byte[] message = bytes(offer(1, 1, 1));
    byte[] receipt = send(message);
    int records = entry.timeline().size();
    entry.clock.forward(Duration.ofHours(1));
    assertThat(send(message)).isEqualTo(receipt);
    entry.restart();
    assertThat(send(message)).isEqualTo(receipt);
    assertThat(entry.timeline()).hasSize(records);
  }

  @Test
  void theSameIdWithOtherBytesIsAnAlarmAndQuarantined() throws Exception {
    byte[] first = bytes(offer(1, 1, 1));
    byte[] receipt = send(first);
    refused(409, bytes(offer(1, 1, 2)));
    refused(409, bytes(offer(1, 2, 2)));
    assertThat(send(first)).isEqualTo(receipt);
    assertThat(entry.epoch()).isEqualTo(1);
    List<Entry> quarantined = entry.partnerRecords("PartnerMessageQuarantined");
    assertThat(quarantined).hasSize(2);
    assertThat(quarantined.get(0).personal().orElseThrow().path("message").asText()).isNotEmpty();
    assertThat(entry.partnerRecords("AlarmRaised"))
        .hasSize(2)
        .allSatisfy(
            alarm ->
                assertThat(alarm.body().path("text").asText())
                    .endsWith("if they did not send it, whoever did has the partner's key"));
  }

  /** Neither white space nor order of the members is signed, and ECDSA has many signatures. */
  @Test
  void whatWasSignedIsOneMessageInWhateverBytesItIsCarried() throws Exception {
    byte[] original = bytes(offer(1, 1, 1));
    String text = new String(original, StandardCharsets.UTF_8);
    byte[] carried = (text + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] signedAgain = bytes(offer(1, 1, 1));
    Receipt first = receipt(send(carried));
    int items = entry.journal.view().items(Streams.MESSAGE).size();
    int records = entry.timeline().size();
    entry.clock.forward(Duration.ofSeconds(5));
    for (byte[] each : List.of(original, signedAgain, original)) {
      Receipt receipt = receipt(send(each));
      assertThat(receipt.sha256()).isEqualTo(Signatures.sha256(each));
      assertThat(receipt.verdict()).isEqualTo(Verdict.APPLIED);
      assertThat(receipt.at()).isEqualTo(first.at());
    }
    assertThat(entry.partnerRecords("AlarmRaised")).isEmpty();
    assertThat(entry.timeline()).as("applied once, and nothing more is kept").hasSize(records);
    assertThat(entry.journal.view().items(Streams.MESSAGE)).hasSize(items);
  }

  @Test
  void whatTheIndexForgotIsStillInTheTimeline() throws Exception {
    Envelope offer = offer(1, 1, 1);
    byte[] message = bytes(offer);
    byte[] receipt = send(message);
    verdict(message(2, 2, "WITHDRAW", 1, body()));
    entry.with((tx, crossing) -> entry.crossings.refuse(tx, crossing, "PERSON"));
    entry.clock.forward(Duration.ofDays(8));
    entry.link.look();
    assertThat(crossingsInIndex()).isZero();
    assertThat(entry.journal.view().items(Streams.MESSAGE)).isEmpty();
    assertThat(send(message)).isEqualTo(receipt);
    refused(409, bytes(offer(1, 1, 2)));
    assertThat(receipt(send(bytes(offer))).verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(verdict(offer(3, 3, 2))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.timeline("PartnerMessageSent")).containsExactly("REFUSE");
    Envelope refuse = lastSent();
    assertThat(refuse.seq()).isEqualTo(1);
    assertThat(refuse.ack()).isEqualTo(3);
  }

  private Envelope lastSent() throws Exception {
    var outbox = entry.journal.view().outbox();
    String message = outbox.get(outbox.size() - 1).body().path("message").asText();
    return Envelope.read(Signatures.unverifiedPayload(message.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void openCrossingsAreNotForgotten() {
    send(bytes(offer(1, 1, 1)));
    entry.clock.forward(Duration.ofDays(8));
    entry.link.look();
    assertThat(crossingsInIndex()).isEqualTo(1);
  }

  private long crossingsInIndex() {
    return entry.journal.view().items(Streams.POSITION).stream()
        .filter(item -> item.id().contains("|crossing:"))
        .count();
  }

  @Test
  void aPlaceOfTheStreamIsTakenOnce() throws Exception {
    verdict(offer(1, 1, 1));
    assertThat(verdict(offer(2, 1, 1))).isEqualTo(Verdict.DUPLICATE);
    assertThat(entry.timeline("AlarmRaised")).isEmpty();
    assertThat(verdict(message(3, 1, "WITHDRAW", 1, body()))).isEqualTo(Verdict.DUPLICATE);
    assertThat(entry.timeline("AlarmRaised")).containsExactly("SEQ_TAKEN");
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
  }

  @Test
  void whatComesBeforeItsTurnIsHeldAndAppliedInOrder() throws Exception {
    assertThat(verdict(offer(3, 3, 2))).isEqualTo(Verdict.HELD);
    assertThat(verdict(message(2, 2, "WITHDRAW", 1, body()))).isEqualTo(Verdict.HELD);
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
    assertThat(verdict(offer(1, 1, 1))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
    assertThat(entry.epoch()).isEqualTo(2);
    assertThat(entry.journal.view().items(Streams.HELD)).isEmpty();
    assertThat(entry.journal.view().items(Streams.GAP)).isEmpty();
    assertThat(verdict(message(4, 4, "WITHDRAW", 2, body()))).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void aHeldMessageThatComesAgainGetsItsReceiptAgain() throws Exception {
    byte[] ahead = bytes(message(2, 2, "WITHDRAW", 1, body()));
    byte[] receipt = send(ahead);
    assertThat(send(ahead)).isEqualTo(receipt);
    verdict(offer(1, 1, 1));
    assertThat(send(ahead)).isEqualTo(receipt);
    assertThat(entry.epoch()).isEqualTo(2);
  }

  @Test
  void aGapIsAskedForAfterAMinute() throws Exception {
    verdict(message(4, 4, "WITHDRAW", 1, body()));
    entry.clock.forward(Duration.ofSeconds(59));
    entry.link.look();
    assertThat(entry.journal.view().outbox()).isEmpty();
    entry.clock.forward(Duration.ofSeconds(1));
    entry.link.look();
    entry.link.look();
    assertThat(entry.journal.view().outbox()).hasSize(1);
    Envelope request = lastSent();
    assertThat(request.type()).isEqualTo("STATUS_REQ");
    assertThat(request.body().path("resendFrom").asInt()).isEqualTo(1);
    assertThat(request.body().path("resendTo").asInt()).isEqualTo(3);
    assertThat(request.epoch()).isEqualTo(1);
    for (int minute = 0; minute < 10; minute++) {
      entry.clock.forward(Duration.ofSeconds(60));
      entry.link.look();
    }
    assertThat(entry.journal.view().outbox()).as("the question still waits").hasSize(1);
    assertThat(entry.link.views().partners().join().get(0).warnings())
        .contains(
            "messages of it are missing in 1 stream(s), in crossing:"
                + TestGate.TRUCK
                + " since "
                + entry.now().minusSeconds(660)
                + ": it is asked for them");
    entry.deliver();
    entry.link.look();
    assertThat(entry.journal.view().outbox()).hasSize(1);
    assertThat(lastSent().seq()).isEqualTo(2);
  }

  @Test
  void messagesAreHeldInSoManyStreamsOnly() throws Exception {
    for (int i = 0; i < Streams.MOST_GAPS; i++) {
      assertThat(verdict(of(i, "WITHDRAW"))).isEqualTo(Verdict.HELD);
    }
    refused(503, bytes(of(Streams.MOST_GAPS, "WITHDRAW")));
    assertThat(verdict(message(501, 3, "WITHDRAW", 1, body()))).as("known").isEqualTo(Verdict.HELD);
    assertThat(entry.journal.view().items(Streams.GAP)).hasSize(Streams.MOST_GAPS);
    verdict(message(502, 1, "WITHDRAW", 1, body()));
    assertThat(verdict(of(Streams.MOST_GAPS, "WITHDRAW"))).isEqualTo(Verdict.HELD);
  }

  /** The second message of a crossing; the first of them is {@link TestGate#TRUCK}. */
  private Envelope of(int crossing, String type) {
    UUID truck =
        new UUID(
            TestGate.TRUCK.getMostSignificantBits(),
            TestGate.TRUCK.getLeastSignificantBits() + crossing);
    return envelope(id(crossing + 1), Optional.of(truck), 1, 2, type, body());
  }

  @Test
  void aGapOfMoreThanWhatIsKeptCloses() throws Exception {
    TestGate exit = pair.exit();
    List<Outgoing> lost = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      exit.change(
          tx -> {
            exit.link.handovers().laneState(tx, "L3", "CLOSED", "");
            return "told";
          });
    }
    lost.addAll(exit.journal.view().outbox());
    exit.change(
        tx -> {
          lost.forEach(each -> tx.delivered(each.id()));
          return "the partner had them, and was set back";
        });
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "OPEN", "");
          return "told";
        });
    pair.deliverAll();
    for (int minute = 0; minute < 3; minute++) {
      entry.clock.forward(Duration.ofSeconds(60));
      entry.link.look();
      pair.deliverAll();
    }
    assertThat(entry.journal.view().items(Streams.GAP)).isEmpty();
    assertThat(exit.journal.view().outbox()).isEmpty();
    assertThat(entry.partnerRecords("PartnerLaneState"))
        .hasSize(301)
        .last()
        .extracting(record -> record.body().path("state").asText())
        .isEqualTo("OPEN");
  }

  @Test
  void whatIsFarAheadIsNotKept() throws Exception {
    refused(503, bytes(message(9, 258, "WITHDRAW", 1, body())));
    assertThat(verdict(message(8, 256, "WITHDRAW", 1, body()))).isEqualTo(Verdict.HELD);
    assertThat(entry.journal.view().items(Streams.GAP)).hasSize(1);
  }

  @Test
  void whatIsAskedForIsSentAgainTheVerySameBytes() throws Exception {
    pair.exit().begin(Map.of("plate", "29C-123.45"));
    pair.exit().effect("offer");
    pair.exit().effect("withdraw");
    pair.exit().effect("offer");
    // The partner's disk was lost: what was delivered is gone there.
    pair.exit().wire = bytes -> null;
    var outgoing = pair.exit().journal.view().outbox();
    pair.exit()
        .change(
            tx -> {
              outgoing.forEach(each -> tx.delivered(each.id()));
              return "gone";
            });
    pair.exit().wire = bytes -> bytes;
    pair.exit().effect("withdraw");
    pair.deliverAll();
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
    entry.clock.forward(Duration.ofSeconds(60));
    entry.link.look();
    pair.deliverAll();
    assertThat(entry.state()).isEqualTo(HandoverState.LOCAL);
    assertThat(entry.epoch()).isEqualTo(3);
    assertThat(pair.exit().timeline("PartnerMessageSent").subList(0, 4))
        .containsExactly("OFFER", "WITHDRAW", "OFFER", "WITHDRAW");
    List<String> sent = pair.exit().sent.stream().map(Signatures::sha256).toList();
    assertThat(outgoing.stream().map(each -> each.body().path("sha256").asText()).toList())
        .allMatch(sent::contains);
  }
}
