package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.junit.jupiter.api.Test;

/**
 * What is said about the route for years: {@link MemoryJournal} fails when the writer reads all of
 * it.
 */
class LongStreamsTest extends HandWritten {

  private ObjectNode state(String state) {
    return body().put("lane", "L3").put("state", state);
  }

  /** Time goes by: more records than anybody looks through, and the index has forgotten. */
  private void muchLater() {
    entry.change(
        tx -> {
          for (int i = 0; i < 10_000; i++) {
            tx.append("partner:" + EXIT, "Something", Json.object());
          }
          List<Item> indexed = tx.items(Streams.MESSAGE);
          indexed.forEach(item -> tx.remove(Streams.MESSAGE, item.id()));
          return indexed.size();
        });
  }

  @Test
  void aRepeatOfAnOldMessageAboutTheRouteGetsItsReceipt() throws Exception {
    byte[] first = bytes(route(id(1), 1, "GATE_STATE", state("CLOSED")));
    byte[] receipt = send(first);
    byte[] ahead = bytes(route(id(40), 40, "GATE_STATE", state("CLOSED")));
    byte[] held = send(ahead);
    for (int seq = 2; seq < 40; seq++) {
      verdict(route(id(seq), seq, "GATE_STATE", state("OPEN")));
    }
    muchLater();
    assertThat(send(first)).isEqualTo(receipt);
    assertThat(send(ahead)).isEqualTo(held);
    refused(409, bytes(route(id(1), 1, "GATE_STATE", state("OPEN"))));
    assertThat(verdict(route(id(99), 1, "GATE_STATE", state("OPEN")))).isEqualTo(Verdict.DUPLICATE);
    assertThat(send(first)).isEqualTo(receipt);
    assertThat(entry.partnerRecords("AlarmRaised"))
        .extracting(record -> record.body().path("code").asText())
        .containsExactly("OTHER_BYTES");
  }

  @Test
  void oldMessagesAboutTheRouteAreSentAgain() throws Exception {
    for (int i = 0; i < 300; i++) {
      entry.change(
          tx -> {
            entry.link.handovers().laneState(tx, "L3", "OPEN", "");
            return "told";
          });
    }
    List<Outgoing> told = entry.journal.view().outbox();
    pair.deliverAll();
    muchLater();
    ObjectNode missing = body().put("resendFrom", 3).put("resendTo", 5);
    verdict(route(id(1), 1, "STATUS_REQ", missing));
    assertThat(again()).containsExactlyElementsOf(messages(told.subList(2, 5)));
    verdict(route(id(2), 2, "STATUS_REQ", body().put("resendFrom", 2).put("resendTo", 5)));
    assertThat(again())
        .as("what waits is not queued once more")
        .containsExactlyElementsOf(
            messages(List.of(told.get(2), told.get(3), told.get(4), told.get(1))));
    pair.deliverAll();
    verdict(route(id(3), 3, "STATUS_REQ", body().put("resendFrom", 2).put("resendTo", 299)));
    assertThat(again()).containsExactlyElementsOf(messages(told.subList(1, 257)));
  }

  private List<String> again() {
    return messages(
        entry.journal.view().outbox().stream()
            .filter(outgoing -> !outgoing.body().path("messageType").asText().equals("STATUS"))
            .toList());
  }

  private static List<String> messages(List<Outgoing> outbox) {
    return outbox.stream().map(outgoing -> outgoing.body().path("message").asText()).toList();
  }
}
