package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gate that has no key to sign with goes on, and says everything once it has one again. */
class NoKeyTest extends BetweenTwoGates {

  private Path file;
  private String key = "";

  @BeforeEach
  void setUp() {
    file = folder.resolve("vn-huunghi.jwk");
  }

  private void keyIsLost() throws IOException {
    key = Files.readString(file);
    Files.writeString(file, "");
    exit.restart();
  }

  private void keyIsBack() throws IOException {
    Files.writeString(file, key);
    exit.clock.forward(Duration.ofMinutes(1));
    pair.deliverAll();
  }

  private void laneState(String state) {
    exit.change(
        tx -> {
          tx.put("stop", "L3", Json.object().put("state", state));
          exit.link.handovers().laneState(tx, "L3", state, "fire");
          return state;
        });
  }

  private List<String> alarms() {
    return exit.partnerRecords("AlarmRaised").stream()
        .map(record -> record.body().path("code").asText())
        .toList();
  }

  @Test
  void aStopIsWrittenAndToldInItsTurn() throws IOException {
    keyIsLost();
    laneState("STOP");
    laneState("OPEN");
    assertThat(exit.journal.view().item("stop", "L3").orElseThrow().path("state").asText())
        .isEqualTo("OPEN");
    assertThat(exit.deliver()).isFalse();
    assertThat(alarms()).as("once").containsExactly("PARTNER_NOT_TOLD");
    assertThat(exit.link.views().partners().join().get(0).waiting()).isEqualTo(2);
    assertThat(exit.partnerRecords("PartnerMessageSent")).isEmpty();
    keyIsBack();
    assertThat(entry.partnerRecords("PartnerLaneState"))
        .extracting(record -> record.body().path("state").asText())
        .containsExactly("STOP", "OPEN");
    assertThat(exit.partnerRecords("PartnerMessageSent")).hasSize(2);
    keyIsLost();
    laneState("CLOSED");
    assertThat(alarms()).as("it is lost again").hasSize(2);
  }

  @Test
  void theKeyIsLookedForNowAndThen() throws IOException {
    keyIsLost();
    laneState("STOP");
    Files.writeString(file, key);
    exit.clock.forward(Duration.ofSeconds(59));
    assertThat(exit.deliver()).isFalse();
    exit.clock.forward(Duration.ofSeconds(1));
    assertThat(exit.deliver()).isTrue();
  }

  /** A key made then would be one that the partner does not know. */
  @Test
  void aFileThatIsTakenAwayIsWaitedFor() throws IOException {
    keyIsLost();
    laneState("STOP");
    Files.delete(file);
    exit.clock.forward(Duration.ofMinutes(1));
    assertThat(exit.deliver()).isFalse();
    assertThat(file).doesNotExist();
    keyIsBack();
    assertThat(entry.partnerRecords("PartnerLaneState")).hasSize(1);
  }

  @Test
  void nothingOvertakesWhatWaits() throws IOException {
    keyIsLost();
    laneState("STOP");
    laneState("OPEN");
    Files.writeString(file, key);
    exit.clock.forward(Duration.ofMinutes(1));
    assertThat(exit.deliver()).isTrue();
    laneState("CLOSED");
    pair.deliverAll();
    assertThat(entry.partnerRecords("PartnerMessageReceived"))
        .extracting(record -> record.body().path("seq").asInt())
        .startsWith(1, 2, 3);
    int signed = exit.partnerRecords("PartnerMessageSent").size();
    laneState("OPEN");
    assertThat(exit.partnerRecords("PartnerMessageSent")).as("at once").hasSize(signed + 1);
  }

  @Test
  void otherPartnersAreToldMeanwhile() throws IOException {
    GateConfig now = exit.config;
    PartnerConfig first = now.partners().get("cn-youyi");
    String own = folder.resolve("another.jwk").toString();
    PartnerConfig second =
        new PartnerConfig("la-dansavan", "amity-1", "", "", own, List.of(), Map.of(), Map.of());
    LaneConfig lane =
        new LaneConfig(
            "L4", LaneConfig.Direction.EXPORT, "cargo", "cargo", "la-dansavan", List.of());
    exit.config =
        new GateConfig(
            now.gate(),
            List.of(now.lanes().get(0), lane),
            Map.of(first.id(), first, second.id(), second),
            Map.of(),
            Optional.empty(),
            Map.of(),
            "two");
    keyIsLost();
    exit.change(
        tx -> {
          exit.link.handovers().laneState(tx, "L3", "STOP", "fire");
          exit.link.handovers().laneState(tx, "L4", "STOP", "fire");
          return "all";
        });
    assertThat(exit.journal.view().records("partner:la-dansavan"))
        .extracting(record -> record.type())
        .containsExactly("PartnerMessageSent");
  }

  @Test
  void aDepartureIsWrittenAndTold() throws IOException {
    exit.begin(Map.of("plate", "29C-123.45"));
    pair.upTo(HandoverState.OPENING);
    exit.event(new HandoverEvent.Opened());
    keyIsLost();
    exit.event(new HandoverEvent.Departed());
    assertThat(exit.state()).isEqualTo(HandoverState.IN_STRIP);
    keyIsBack();
    pair.bothAre(HandoverState.IN_STRIP, 1);
  }
}
