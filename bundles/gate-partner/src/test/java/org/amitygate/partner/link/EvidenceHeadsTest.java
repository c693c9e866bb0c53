package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gates bind each other to what they have recorded. */
class EvidenceHeadsTest extends BetweenTwoGates {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @BeforeEach
  void twoGatesWithOneCrossing() {
    pair.exit().begin(Map.of("plate", "29C12345"));
    pair.upTo(HandoverState.OFFERED);
  }

  private void afterAMinute() {
    pair.clock().forward(MINUTE);
    pair.exit().link.look();
    pair.entry().link.look();
    pair.deliverAll();
  }

  private static List<ObjectNode> bodies(TestGate gate, String type) {
    return gate.partnerRecords(type).stream().map(entry -> entry.body()).toList();
  }

  private static List<String> verdicts(TestGate gate) {
    List<String> heads =
        bodies(gate, "EvidenceHeadSent").stream()
            .map(body -> body.path("messageId").asText())
            .toList();
    return bodies(gate, "PartnerReceiptReceived").stream()
        .filter(body -> heads.contains(body.path("messageId").asText()))
        .map(body -> body.path("verdict").asText())
        .toList();
  }

  @Test
  void eachHeadIsCountersignedAndFollowsTheOneBefore() {
    afterAMinute();
    pair.exit().effect("withdraw");
    pair.deliverAll();
    afterAMinute();
    for (TestGate gate : List.of(pair.exit(), pair.entry())) {
      TestGate other = gate == pair.exit() ? pair.entry() : pair.exit();
      List<ObjectNode> sent = bodies(gate, "EvidenceHeadSent");
      List<ObjectNode> received = bodies(other, "EvidenceHeadReceived");
      assertThat(sent).hasSize(2);
      assertThat(sent.get(1).path("number").asInt()).isEqualTo(2);
      assertThat(sent.get(1).path("previous")).isEqualTo(sent.get(0).path("digest"));
      assertThat(received)
          .extracting(body -> body.path("digest").asText())
          .containsExactlyElementsOf(
              sent.stream().map(body -> body.path("digest").asText()).toList());
      assertThat(received).allMatch(body -> body.path("follows").asBoolean());
      assertThat(verdicts(gate)).containsExactly("APPLIED", "APPLIED");
      assertThat(bodies(other, "AlarmRaised")).isEmpty();
    }
  }

  @Test
  void aHeadTellsThePartnerNothingButDigests() throws Exception {
    afterAMinute();
    ObjectNode record = bodies(pair.exit(), "EvidenceHeadSent").get(0);
    assertThat(record.path("heads").toString()).contains("crossing:" + TestGate.TRUCK);
    String message = record.path("message").asText();
    String payload =
        new String(
            Signatures.unverifiedPayload(message.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(Json.tree(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8)).path("body"))
        .hasSize(4);
    assertThat(payload).doesNotContain(TestGate.TRUCK.toString());
  }

  @Test
  void aHeadThatDoesNotFollowIsAnAlarmOnceAndNotCountersigned() {
    afterAMinute();
    pair.exit()
        .change(
            tx -> {
              tx.remove("partner-head", pair.exit().other);
              return "set back to an earlier copy";
            });
    afterAMinute();
    assertThat(verdicts(pair.exit())).containsExactly("APPLIED", "RECORDED");
    assertThat(bodies(pair.entry(), "AlarmRaised"))
        .extracting(body -> body.path("code").asText())
        .containsExactly("EVIDENCE_REWRITTEN");
    pair.exit().effect("withdraw");
    pair.deliverAll();
    afterAMinute();
    assertThat(verdicts(pair.exit())).containsExactly("APPLIED", "RECORDED", "APPLIED");
    assertThat(bodies(pair.entry(), "AlarmRaised")).hasSize(1);
  }

  @Test
  void oneHeadWaitsWhileTheLinkIsDownAndTheNextTellsTheRest() {
    TestGate exit = pair.exit();
    exit.wire = bytes -> null;
    for (int minute = 0; minute < 5; minute++) {
      exit.change(
          tx -> {
            tx.append("crossing:" + TestGate.TRUCK, "LookedAt", Json.object());
            return "";
          });
      afterAMinute();
    }
    assertThat(bodies(exit, "EvidenceHeadSent")).hasSize(1);
    exit.wire = bytes -> bytes;
    pair.deliverAll();
    afterAMinute();
    assertThat(bodies(exit, "EvidenceHeadSent")).hasSize(2);
    assertThat(verdicts(exit)).containsExactly("APPLIED", "APPLIED");
  }

  @Test
  void muchIsTakenPieceByPieceAndWhatIsNotSharedPassedOver() {
    TestGate exit = pair.exit();
    grow(exit, "lane:L1", 2 * EvidenceHeads.RECORDS + 5);
    grow(exit, "crossing:" + TestGate.TRUCK, EvidenceHeads.RECORDS + 5);
    List<String> applied = new ArrayList<>();
    afterAMinute();
    for (int head = 1; head <= 3; head++) {
      applied.add("APPLIED");
      assertThat(verdicts(exit)).as("head %s, without another minute", head).isEqualTo(applied);
      exit.link.look();
      pair.deliverAll();
    }
    assertThat(verdicts(exit)).as("nothing is left").isEqualTo(applied);
    assertThat(bodies(exit, "EvidenceHeadSent").stream().map(head -> ofTruck(head)).toList())
        .as("pieces 1, 3 and 4; nothing in the second is about the truck")
        .isSorted()
        .doesNotHaveDuplicates()
        .endsWith((long) exit.timeline().size());
  }

  private static void grow(TestGate gate, String stream, int records) {
    gate.change(
        tx -> {
          for (int n = 0; n < records; n++) {
            tx.append(stream, "LookedAt", Json.object());
          }
          return "";
        });
  }

  /** The number of the truck's record that a head ends with. */
  private static long ofTruck(ObjectNode head) {
    for (JsonNode end : head.path("heads")) {
      if (end.path(0).asText().equals("crossing:" + TestGate.TRUCK)) {
        return end.path(1).asLong();
      }
    }
    return 0;
  }

  @Test
  void anIdleLinkNeedsOneHeadAnHour() {
    afterAMinute();
    for (int minute = 0; minute < 59; minute++) {
      afterAMinute();
    }
    assertThat(bodies(pair.exit(), "EvidenceHeadSent")).hasSize(1);
    afterAMinute();
    assertThat(bodies(pair.exit(), "EvidenceHeadSent")).hasSize(2);
  }
}
