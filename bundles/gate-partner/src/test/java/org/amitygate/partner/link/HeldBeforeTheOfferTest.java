package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Refusal;
import org.amitygate.partner.envelope.Envelope;
import org.junit.jupiter.api.Test;

/** What people hold before its offer, offered by a partner that does not care or does not know. */
class HeldBeforeTheOfferTest extends HandWritten {

  private static final UUID NEXT = new UUID(0x0193a5f000007000L, 0x8000000000000002L);

  private void advise() throws Exception {
    verdict(message(1, 1, "ADVISE", 1, vehicle("HN-1")));
  }

  private static ObjectNode vehicle(String name) {
    ObjectNode body = body().put("lane", "L3").put("name", name);
    body.putObject("data").put("plate", "29C-123.45");
    return body;
  }

  private void people(boolean hold) {
    people("HN-1", hold);
  }

  private void people(String called, boolean hold) {
    entry.change(tx -> entry.link.talk().advice(tx, called, hold, "CERTIFICATE_MISSING"));
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

  @Test
  void aNameThatPeopleCannotReadIsHeldAndNotKept() throws Exception {
    verdict(message(1, 1, "ADVISE", 1, vehicle("HN-1\u001b[2J")));
    assertThat(said("ADVISE_HOLD").body().path("reason").asText()).isEqualTo("NAME_UNREADABLE");
    assertThat(pending()).isEmpty();
    verdict(message(2, 2, "ADVISE", 1, vehicle("HN-1")));
    assertThat(types()).containsExactly("ADVISE_HOLD", "ADVISE_ACK");
  }

  @Test
  void ofTwoWithOneNamePeopleSayTheId() throws Exception {
    advise();
    verdict(envelope(id(2), Optional.of(NEXT), 1, 1, "ADVISE", vehicle("HN-1")));
    assertThatThrownBy(() -> people(true)).hasRootCauseInstanceOf(Refusal.class);
    String id = TestGate.TRUCK.toString();
    verdict(envelope(id(3), Optional.of(NEXT), 1, 2, "OFFER", vehicle("HN-1")));
    assertThatThrownBy(() -> people(true))
        .as("one of them is a crossing by now")
        .hasRootCauseInstanceOf(Refusal.class);
    people(id, true);
    assertThat(pending())
        .extracting(line -> line.path("id").asText() + " " + line.path("state").asText())
        .containsExactly(id + " held");
  }

  @Test
  void aNameThatIsTheIdOfAnotherOneIsNotTakenForIt() throws Exception {
    verdict(envelope(id(2), Optional.of(NEXT), 1, 1, "ADVISE", vehicle("HN-2")));
    verdict(message(1, 1, "ADVISE", 1, vehicle(NEXT.toString())));
    people(NEXT.toString(), true);
    assertThat(pending())
        .filteredOn(line -> line.path("state").asText().equals("held"))
        .extracting(line -> line.path("id").asText())
        .containsExactly(NEXT.toString());
  }
}
