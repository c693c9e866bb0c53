package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.Test;

/** Verified messages that are late, of another gate, or of something that nobody here knows. */
class StrangeMessagesTest extends HandWritten {

  private Envelope lastSent() throws Exception {
    var outbox = entry.journal.view().outbox();
    String message = outbox.get(outbox.size() - 1).body().path("message").asText();
    return Envelope.read(
        Signatures.unverifiedPayload(message.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void aMessageOfAClosedEpochIsKeptAndChangesNothing() throws Exception {
    verdict(offer(1, 1, 1));
    verdict(message(2, 2, "WITHDRAW", 1, body()));
    verdict(offer(3, 3, 2));
    assertThat(verdict(message(4, 4, "WITHDRAW", 1, body()))).isEqualTo(Verdict.RECORDED);
    assertThat(verdict(message(5, 5, "RETURN_REQ", 2, body()))).isEqualTo(Verdict.RECORDED);
    assertThat(verdict(message(6, 6, "COMMIT_OK", 2, body()))).isEqualTo(Verdict.RECORDED);
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
    assertThat(entry.epoch()).isEqualTo(2);
  }

  @Test
  void aSecondSealForOneInspectionIsNothing() throws Exception {
    verdict(offer(1, 1, 1));
    verdict(message(2, 2, "JOINT_OPEN", 1, body()));
    ObjectNode found = body();
    found.putObject("result").put("verdict", "BROKEN");
    verdict(message(3, 3, "JOINT_RESULT", 1, found));
    entry.event(new HandoverEvent.JointResult(Map.of("verdict", "BROKEN")));
    ObjectNode seal = body().put("oldSeal", "none").put("newSeal", "VN0000002");
    assertThat(verdict(message(4, 4, "SEAL_CHANGED", 1, seal))).isEqualTo(Verdict.APPLIED);
    ObjectNode again = body().put("oldSeal", "VN0000002").put("newSeal", "VN0000003");
    assertThat(verdict(message(5, 5, "SEAL_CHANGED", 1, again))).isEqualTo(Verdict.RECORDED);
    assertThat(entry.truck().fact("seal")).isEqualTo("VN0000002");
  }

  @Test
  void anIncidentWithTheIdOfOursIsAnotherOne() throws Exception {
    entry.change(tx -> entry.link.talk().incident(tx, "L3", "FIRE"));
    Envelope ours = lastSent();
    ObjectNode body = body().put("kind", "SMOKE").put("lane", "L3");
    body.put("at", entry.now().toString()).put("ackBy", entry.now().toString());
    assertThat(verdict(route(ours.id(), 1, "INCIDENT", body))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.link.talk().pending(entry.journal.view()))
        .extracting(line -> line.path("id").asText() + " " + line.path("name").asText())
        .containsExactlyInAnyOrder(ours.id() + " FIRE", ours.id() + " SMOKE");
  }

  @Test
  void whatNoRecordCanHoldIsLeftOutOfAnIncident() throws Exception {
    ObjectNode body = body().put("kind", "SMOKE").put("lane", "L3").put("temperature", 38.5);
    assertThat(verdict(route(id(1), 1, "INCIDENT", body))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.partnerRecords("PartnerIncident"))
        .extracting(record -> record.personal().orElseThrow().path("body"))
        .containsExactly(body().put("kind", "SMOKE").put("lane", "L3"));
    assertThat(entry.partnerRecords("PartnerMessageReceived").get(0).personal().orElseThrow())
        .as("the exact text is kept")
        .isNotEmpty();
  }

  @Test
  void textsThatNoKeyCanHoldAreRefused() {
    ObjectNode lane = body().put("lane", "L\u00003").put("state", "CLOSED");
    refused(400, bytes(route(id(1), 1, "GATE_STATE", lane)));
    Envelope offer = offer(2, 1, 1);
    ((ObjectNode) offer.body().path("data")).put("plate", "29C\u0000");
    refused(400, bytes(offer));
    assertThat(entry.journal.view().items(Streams.GAP)).isEmpty();
  }

  @Test
  void aReturnOfNothingIsNoReturn() throws Exception {
    Envelope offer = offer(1, 1, 1);
    ((ObjectNode) offer.body().path("data")).putNull("returnOf");
    assertThat(verdict(offer)).isEqualTo(Verdict.APPLIED);
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
    assertThat(entry.timeline("PartnerMessageSent")).isEmpty();
  }

  private Envelope offer(int seq, int epoch, String lane, Optional<UUID> back) {
    Envelope offer = offer(seq, seq, epoch);
    offer.body().put("lane", lane);
    back.ifPresent(id -> ((ObjectNode) offer.body().path("data")).put("returnOf", id.toString()));
    return offer;
  }

  private void refusedInEpoch(int epoch, String code) {
    assertThat(entry.state()).isEqualTo(HandoverState.REFUSED);
    assertThat(entry.epoch()).isEqualTo(epoch);
    Envelope refuse = sent().get(sent().size() - 1);
    assertThat(refuse.type()).isEqualTo("REFUSE");
    assertThat(refuse.epoch()).isEqualTo(epoch);
    assertThat(refuse.body().path("code").asText()).isEqualTo(code);
  }

  @Test
  void aCrossingKeepsItsLaneInAllEpochs() throws Exception {
    verdict(offer(1, 1, "L3", Optional.empty()));
    verdict(message(2, 2, "WITHDRAW", 1, body()));
    assertThat(verdict(offer(3, 2, "L-NOT-HERE", Optional.empty()))).isEqualTo(Verdict.APPLIED);
    refusedInEpoch(2, "LANE_UNKNOWN");
    assertThat(entry.truck().lane()).isEqualTo("L3");
    verdict(message(4, 4, "COMMIT", 2, body()));
    assertThat(entry.timeline("PartnerMessageSent")).containsExactly("REFUSE");
    verdict(offer(5, 3, "L4", Optional.empty()));
    refusedInEpoch(3, "LANE_UNKNOWN");
    verdict(offer(6, 4, "L3", Optional.empty()));
    entry.effect("accept");
    ObjectNode body = offer(7, 5, "L4", Optional.empty()).body().put("misfit", "");
    verdict(message(7, 7, "OFFER", 5, body));
    refusedInEpoch(5, "LANE_UNKNOWN");
    assertThat(entry.signals()).containsSubsequence("withdrawn", "offered", "withdrawn");
  }

  @Test
  void whatNobodyAgreedToReturnIsRefusedInAllEpochs() throws Exception {
    verdict(offer(1, 1, "L3", Optional.empty()));
    verdict(offer(2, 2, "L3", Optional.of(id(77))));
    refusedInEpoch(2, "RETURN_NOT_ACCEPTED");
  }

  @Test
  void anOfferThatCameBeforeItsTurnWaitsForWhatPasses() throws Exception {
    entry.version = Optional.empty();
    entry.restart();
    Instant until = entry.now().plusSeconds(120);
    assertThat(verdict(validUntil(offer(2, 2, 1), until))).isEqualTo(Verdict.HELD);
    assertThat(verdict(message(1, 1, "STATUS_REQ", 1, body()))).isEqualTo(Verdict.APPLIED);
    entry.clock.forward(Duration.ofSeconds(60));
    entry.link.look();
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
    assertThat(sent())
        .as("nothing is missing")
        .extracting(Envelope::type)
        .containsExactly("STATUS");
    entry.version = Optional.of("1.0.0");
    entry.link.look();
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
    assertThat(entry.journal.view().items(Streams.GAP)).isEmpty();
  }

  @Test
  void nobodyHereAsksForAPeriodThatIsTooLong() {
    Duration back = Duration.ofDays(31).plusMillis(1);
    assertThat(entry.link.reconciliation().reconcile(EXIT, back, "a test"))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("at most 31 days");
    assertThat(entry.journal.view().outbox()).isEmpty();
    entry.link.reconciliation().reconcile(EXIT, back.minusMillis(1), "a test");
    assertThat(entry.journal.view().outbox()).hasSize(1);
  }

  @Test
  void aPeriodThatIsTooLongIsRecordedAndNotCompared() throws Exception {
    ObjectNode body = body().put("run", id(9).toString()).put("until", entry.now().toString());
    body.putObject("states");
    body.put("from", entry.now().minus(Duration.ofDays(31)).minusMillis(1).toString());
    assertThat(verdict(route(id(1), 1, "RECONCILE", body))).isEqualTo(Verdict.RECORDED);
    assertThat(entry.journal.view().outbox()).isEmpty();
    body.put("from", entry.now().minus(Duration.ofDays(31)).toString());
    assertThat(verdict(route(id(2), 2, "RECONCILE", body))).isEqualTo(Verdict.APPLIED);
    assertThat(lastSent().type()).isEqualTo("RECONCILED");
  }

  @Test
  void aQuotaOfALaneThatIsNotSharedIsRecordedOnly() throws Exception {
    ObjectNode body = body().put("lane", "L9").put("count", 3);
    body.put("until", entry.now().plusSeconds(60).toString());
    assertThat(verdict(route(id(1), 1, "QUOTA", body))).isEqualTo(Verdict.RECORDED);
    assertThat(entry.journal.view().items("partner-quota")).isEmpty();
    body.put("lane", "L3");
    assertThat(verdict(route(id(2), 2, "QUOTA", body))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.journal.view().items("partner-quota")).hasSize(1);
    entry.clock.forward(Duration.ofDays(1));
    entry.link.look();
    assertThat(entry.journal.view().items("partner-quota")).as("it is over").isEmpty();
  }

  private Verdict laneState(int id, String lane) throws Exception {
    ObjectNode body = body().put("lane", lane).put("state", "CLOSED");
    return verdict(route(id(id), id, "GATE_STATE", body));
  }

  @Test
  void soManyLanesThatAreNotSharedAreKeptAndNoneBeginsAReconciliation() throws Exception {
    entry.clock.forward(Duration.ofMinutes(2));
    for (int i = 1; i <= 100; i++) {
      assertThat(laneState(i, "N" + i)).isEqualTo(Verdict.APPLIED);
    }
    assertThat(laneState(101, "N101")).isEqualTo(Verdict.RECORDED);
    assertThat(laneState(102, "N7")).as("it is known").isEqualTo(Verdict.APPLIED);
    assertThat(entry.journal.view().items("partner-lane")).hasSize(100);
    assertThat(entry.journal.view().outbox()).isEmpty();
    assertThat(laneState(103, "L3")).as("it is shared").isEqualTo(Verdict.APPLIED);
    assertThat(lastSent().type()).isEqualTo("RECONCILE");
    assertThat(entry.journal.view().items("partner-lane")).hasSize(101);
  }

  @Test
  void anExpiredMessageIsKeptAndNotActedOn() throws Exception {
    Instant now = entry.now();
    assertThat(verdict(validUntil(offer(1, 1, 1), now.minusSeconds(31))))
        .isEqualTo(Verdict.EXPIRED);
    assertThat(entry.journal.view().crossing(TestGate.TRUCK)).isEmpty();
    assertThat(entry.timeline("PartnerMessageReceived")).containsExactly("OFFER");
    assertThat(verdict(validUntil(offer(2, 2, 2), now.minusSeconds(30))))
        .isEqualTo(Verdict.APPLIED);
  }

  @Test
  void aClockThatIsFarAheadStopsNewCommits() throws Exception {
    verdict(offer(1, 1, 1));
    entry.effect("accept");
    Envelope commit = message(2, 2, "COMMIT", 1, body());
    assertThat(verdict(sentAt(commit, entry.now().plusSeconds(32)))).isEqualTo(Verdict.APPLIED);
    assertThat(entry.state()).isEqualTo(HandoverState.LOCAL);
    Envelope denied = lastSent();
    assertThat(denied.type()).isEqualTo("COMMIT_DENIED");
    assertThat(denied.body().path("code").asText()).isEqualTo("CLOCK");
  }

  @Test
  void aClockThatIsALittleAheadStopsNothing() throws Exception {
    verdict(offer(1, 1, 1));
    entry.effect("accept");
    verdict(sentAt(message(2, 2, "COMMIT", 1, body()), entry.now().plusSeconds(31)));
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
  }

  @Test
  void onlyWhatIsMeantForThisGateFromThisPartner() {
    Envelope e = offer(1, 1, 1);
    refused(403, bytes(with(e, "other", ENTRY, "1119-1120", "amity-1")));
    refused(403, bytes(with(e, EXIT, "other", "1119-1120", "amity-1")));
    refused(403, bytes(with(e, EXIT, ENTRY, "other", "amity-1")));
    refused(400, bytes(with(e, EXIT, ENTRY, "1119-1120", "amity-2")));
    assertThatThrownBy(
            () -> entry.link.inbox().receive("nobody", bytes(e)).toCompletableFuture().join())
        .hasMessageContaining("no such partner");
    assertThat(entry.timeline()).isEmpty();
  }

  @Test
  void aJournalThatCannotBeWrittenGivesNoReceipt() {
    entry.journal.full(true);
    refused(503, bytes(offer(1, 1, 1)));
    entry.journal.full(false);
    send(bytes(offer(1, 1, 1)));
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
  }

  @Test
  void anUnknownCrossingIsAnsweredWithWhatIsKnown() throws Exception {
    verdict(message(1, 1, "STATUS_REQ", 0, body()));
    Envelope status = lastSent();
    assertThat(status.type()).isEqualTo("STATUS");
    assertThat(status.body().path("state").asText()).isEqualTo("UNKNOWN");
    assertThat(status.body().path("received").asInt()).isEqualTo(1);
    assertThat(verdict(message(2, 2, "DEPARTED", 1, body()))).isEqualTo(Verdict.RECORDED);
  }

  @Test
  void aCrossingNameThatPeopleCannotReadIsRefused() throws Exception {
    ObjectNode body = body().put("lane", "L3").put("name", "<script>");
    body.putObject("data");
    verdict(message(1, 1, "OFFER", 1, body));
    assertThat(lastSent().body().path("code").asText()).isEqualTo("NAME_UNREADABLE");
  }

  @Test
  void aPartnerCannotSpeakOfAnotherPartnersCrossing() throws Exception {
    verdict(offer(1, 1, 1));
    entry.change(
        tx -> {
          var row = tx.crossing(TestGate.TRUCK).orElseThrow();
          var body = row.body().tree().put("partner", "la-dansavan");
          tx.put(
              new org.amitygate.core.journal.CrossingRow(
                  row.id(),
                  row.name(),
                  row.role(),
                  row.lane(),
                  row.flow(),
                  row.flowVersion(),
                  row.state(),
                  row.stage(),
                  row.reason(),
                  row.plate(),
                  row.declaration(),
                  row.open(),
                  row.openedAt(),
                  row.changedAt(),
                  row.dueAt(),
                  row.version() + 1,
                  org.amitygate.core.journal.Body.of(body)));
          return "moved";
        });
    refused(403, bytes(message(2, 2, "WITHDRAW", 1, body())));
    assertThat(entry.state()).isEqualTo(HandoverState.OFFERED);
  }

  private Envelope validUntil(Envelope e, Instant until) {
    return new Envelope(
        e.id(),
        e.from(),
        e.to(),
        e.route(),
        e.crossingId(),
        e.epoch(),
        e.seq(),
        e.ack(),
        e.type(),
        e.sentAt(),
        e.uncertaintyMs(),
        Optional.of(until),
        e.profile(),
        e.body());
  }

  private Envelope sentAt(Envelope e, Instant time) {
    return new Envelope(
        e.id(),
        e.from(),
        e.to(),
        e.route(),
        e.crossingId(),
        e.epoch(),
        e.seq(),
        e.ack(),
        e.type(),
        time,
        e.uncertaintyMs(),
        e.validUntil(),
        e.profile(),
        e.body());
  }

  private static Envelope with(Envelope e, String from, String to, String route, String profile) {
    return new Envelope(
        e.id(),
        from,
        to,
        route,
        e.crossingId(),
        e.epoch(),
        e.seq(),
        e.ack(),
        e.type(),
        e.sentAt(),
        e.uncertaintyMs(),
        e.validUntil(),
        profile,
        e.body());
  }
}
