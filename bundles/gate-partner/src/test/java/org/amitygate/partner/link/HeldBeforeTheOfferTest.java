package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.envelope.Envelope;
import org.junit.jupiter.api.Test;

/** What people hold before its offer, offered by a partner that does not care or does not know. */
class HeldBeforeTheOfferTest extends HandWritten {

  private void advise() throws Exception {
    ObjectNode body = body().put("lane", "L3").put("name", "HN-1");
    body.putObject("data").put("plate", "29C-123.45");
    verdict(message(1, 1, "ADVISE", 1, body));
  }

  private void people(boolean hold) {
    entry.change(tx -> entry.link.talk().advice(tx, "HN-1", hold, "CERTIFICATE_MISSING"));
  }

  private Envelope said(String type) {
    return sent().stream().filter(it -> it.type().equals(type)).findFirst().orElseThrow();
  }

  private List<String> types() {
    return sent().stream().map(Envelope::type).toList();
  }

  private List<ObjectNode> pending() {
    return entry.link.talk().pending(entry.journal.view());
  }

  @Test
  void itIsNotCommittedUntilTheyLetItGo() throws Exception {
    advise();
    people(true);
    verdict(offer(2, 2, 1));
    assertThat(pending())
        .extracting(line -> line.path("name").asText() + ": " + line.path("state").asText())
        .containsExactly("HN-1: held, and offered all the same");
    entry.effect("accept");
    verdict(message(3, 3, "COMMIT", 1, body()));
    assertThat(types()).containsExactly("ADVISE_ACK", "ADVISE_HOLD", "ACCEPT", "COMMIT_DENIED");
    assertThat(said("COMMIT_DENIED").body().path("code").asText()).isEqualTo("HELD");
    people(false);
    assertThat(pending()).isEmpty();
    verdict(offer(4, 4, 2));
    entry.effect("accept");
    verdict(message(5, 5, "COMMIT", 2, body()));
    assertThat(types()).endsWith("ADVISE_ACK", "ACCEPT", "COMMIT_OK");
    assertThat(entry.state()).isEqualTo(HandoverState.COMMITTED);
  }

  @Test
  void whatTheGateHeldForItsLaneItLetsGoWithTheOffer() throws Exception {
    entry.turn(LaneConfig.Direction.EXPORT);
    advise();
    entry.turn(LaneConfig.Direction.IMPORT);
    verdict(offer(2, 2, 1));
    entry.effect("accept");
    verdict(message(3, 3, "COMMIT", 1, body()));
    assertThat(types()).containsExactly("ADVISE_HOLD", "ADVISE_ACK", "ACCEPT", "COMMIT_OK");
    assertThat(pending()).isEmpty();
  }
}
