package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.junit.jupiter.api.Test;

/** Comparisons of books that a partner makes up. */
class UnaskedBooksTest extends HandWritten {

  private ObjectNode period(String run, Instant from, Instant until) {
    return body().put("run", run).put("from", from.toString()).put("until", until.toString());
  }

  /** The end of a run, with crossings that nobody here knows. */
  private ObjectNode ended(String run, int differences) {
    Instant now = entry.now();
    ObjectNode body = period(run, now.minus(Duration.ofHours(1)), now).put("whole", true);
    ArrayNode list = body.putArray("differences");
    long millis = now.minusSeconds(600).toEpochMilli();
    for (int i = 0; i < differences; i++) {
      UUID id = new UUID((millis << 16) | 0x7000, 0x8000_0000_0000_0000L | i);
      list.addObject()
          .put("crossingId", id.toString())
          .put("state", "CLEARED")
          .put("committedEpoch", 1)
          .put("final", true)
          .put("pending", false);
    }
    return body;
  }

  private String asked() {
    entry.link.reconciliation().reconcile(EXIT, Duration.ofHours(1), "a test");
    List<Envelope> sent = sent();
    return sent.get(sent.size() - 1).body().path("run").asText();
  }

  private List<String> alarms() {
    return entry.partnerRecords("AlarmRaised").stream()
        .map(record -> record.body().path("text").asText())
        .toList();
  }

  @Test
  void anEndThatNobodyAskedForIsNone() throws Exception {
    String run = asked();
    assertThat(verdict(route(id(1), 1, "RECONCILED", ended(new UUID(1, 1).toString(), 3))))
        .isEqualTo(Verdict.RECORDED);
    assertThat(alarms()).isEmpty();
    assertThat(verdict(route(id(2), 2, "RECONCILED", ended(run, 3)))).isEqualTo(Verdict.APPLIED);
    assertThat(alarms()).hasSize(3);
    assertThat(verdict(route(id(3), 3, "RECONCILED", ended(run, 9))))
        .as("it ended before")
        .isEqualTo(Verdict.RECORDED);
    assertThat(alarms()).hasSize(3);
  }

  @Test
  void soManyDifferencesHaveAnAlarmOfTheirOwn() throws Exception {
    verdict(route(id(1), 1, "RECONCILED", ended(asked(), 1_000)));
    assertThat(alarms())
        .hasSize(101)
        .last()
        .asString()
        .startsWith("900 more crossings differ at partner 'vn-huunghi'");
    assertThat(entry.journal.view().items("partner-difference")).hasSize(100);
    assertThat(entry.partnerRecords("Reconciled").get(0).body().path("differences")).hasSize(1_000);
    entry.clock.forward(Duration.ofMinutes(5));
    verdict(route(id(2), 2, "RECONCILED", ended(asked(), 0)));
    assertThat(entry.journal.view().items("partner-differences")).isEmpty();
  }

  @Test
  void nothingIsComparedThatIsLongAgoOrToCome() throws Exception {
    Instant now = entry.now();
    String run = new UUID(1, 1).toString();
    ObjectNode old =
        period(run, now.minus(Duration.ofDays(1_096)), now.minus(Duration.ofDays(1_080)));
    old.putObject("states");
    assertThat(verdict(route(id(1), 1, "RECONCILE", old))).isEqualTo(Verdict.RECORDED);
    ObjectNode coming = period(run, now, now.plus(Duration.ofDays(1)).plusMillis(1));
    coming.putObject("states");
    assertThat(verdict(route(id(2), 2, "RECONCILE", coming))).isEqualTo(Verdict.RECORDED);
    ObjectNode good = period(run, now.minus(Duration.ofDays(20)), now.plus(Duration.ofDays(1)));
    good.putObject("states");
    assertThat(verdict(route(id(3), 3, "RECONCILE", good))).isEqualTo(Verdict.APPLIED);
    assertThat(sent()).extracting(Envelope::type).containsExactly("RECONCILED");
  }
}
