package org.amitygate.itests;

import static org.amitygate.itests.BorderIT.assertContains;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;

/** People at a gate with traffic, over ssh: they see it, and stop and resume a lane. */
final class PeopleOverSsh {

  private final Border border;

  PeopleOverSsh(Border border) {
    this.border = border;
  }

  void seeAndStopTheGate() throws Exception {
    border.nextCrossing();
    Shell lan = border.shell(Border.EXPORTS, "lan");
    Shell tuan = border.shell(Border.EXPORTS, "tuan");
    Shell guest = border.shell(Border.EXPORTS, "guest");
    assertContains(guest.type("gate:lanes").text(), "LANE", "\nL1 ", "\nL2 ");
    List<JsonNode> crossings = Border.list(guest.type("gate:crossings --json --limit 3"));
    assertFalse(crossings.isEmpty());
    UUID newest = UUID.fromString(crossings.get(0).path("id").asText());
    assertEquals(crossings.get(0).path("name").asText(), border.crossing(newest).name());
    Shell stranger = border.stranger(Border.EXPORTS, "lan");
    assertThrows(IOException.class, () -> stranger.type("gate:lanes"));

    onlySupervisorsUseTheServersOwnCommands(guest, border.shell(Border.EXPORTS, "chief"));

    guest.type("gate:stop L2 --reason curious").assertRefused("account 'guest' may not do this");
    assertNotEquals("STOP", state(lan, "L2"));
    lan.type("gate:stop L2 --reason 'a dog in the lane'").assertOk("GATE_STOP is in force for L2");
    Instant stopped = Instant.now();
    String resume = "gate:resume L2 --reason 'the dog is gone'";
    lan.type(resume).assertOk("noted; a second person must lift the GATE_STOP of L2");
    lan.type(resume).assertOk("noted before; a second person must lift the GATE_STOP of L2");
    guest.type(resume).assertRefused("account 'guest' may not do this");
    assertEquals("STOP", state(guest, "L2"));
    CrossingRow waiting =
        Await.found("a truck waits in L2 for the end of the stop", this::waitsForTheLane);
    assertEquals("no barrier opens under a stop", 0, openings("L2", stopped));
    tuan.type(resume).assertOk("the GATE_STOP of L2 is lifted");
    assertEquals("OPEN", state(guest, "L2"));
    border.assertDone(List.of(waiting));
  }

  private static void onlySupervisorsUseTheServersOwnCommands(Shell guest, Shell chief)
      throws IOException {
    Shell.Answer list = chief.type("bundle:list -t 0 -s");
    assertContains(list.text(), "org.amitygate.gate-core");
    assertEquals(0, list.status());
    for (String command : List.of("bundle:list -t 0 -s", "shell:exec true")) {
      Shell.Answer refused = guest.type(command);
      assertContains(refused.text(), "Command not found: " + command.split(" ")[0]);
      assertNotEquals(0, refused.status());
    }
  }

  /** A truck that the other gate has accepted and that this gate does not let go. */
  private Optional<CrossingRow> waitsForTheLane() throws Exception {
    for (CrossingRow row : border.underWay()) {
      if (row.lane().equals("L2")
          && border.records(row, "HandoverStep").stream()
              .map(Entry::body)
              .anyMatch(
                  step ->
                      step.path("on").asText().equals("COMMIT")
                          && step.path("to").asText().equals("ACCEPTED"))) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  private int openings(String lane, Instant since) throws IOException {
    return border.ledger.openings(
        Border.EXPORTS, lane, ChronoUnit.MICROS.between(Instant.EPOCH, since));
  }

  private static String state(Shell shell, String lane) throws IOException {
    return Border.list(shell.type("gate:lanes --json")).stream()
        .filter(each -> each.path("lane").asText().equals(lane))
        .map(each -> each.path("state").asText())
        .findFirst()
        .orElseThrow();
  }
}
