package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.PartnerOperations;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.Test;

/** What people type to agree with the other gate, and what they read. */
class PartnerCommandsTest {

  private final TypedCommands typed = new TypedCommands();

  private String inspection(String... words) throws Exception {
    return typed.run(InspectionCommand.class, c -> c.words = List.of(words), Role.CUSTOMS);
  }

  @Test
  void inspectionsAndSeals() throws Exception {
    typed.service(PartnerOperations.class);
    assertThat(inspection("open", "X-1", "--reason", "seal broken"))
        .isEqualTo("OK inspect anna X-1 seal broken\n");
    assertThat(
            inspection(
                "result",
                "X-1",
                "--finding",
                "verdict=SOUND",
                "--finding",
                "grossKg=31200",
                "--reason",
                "looked"))
        .isEqualTo("OK inspected anna X-1 {verdict=SOUND, grossKg=31200} looked\n");
    assertThat(inspection("result", "X-1", "--finding", "SOUND"))
        .isEqualTo("!REFUSED 'SOUND' is no finding: write NAME=VALUE, each name once");
    assertThat(inspection("seal", "X-1", "VN2", "--reason", "new"))
        .isEqualTo("OK reseal anna X-1 VN2 new\n");
    assertThat(inspection("close", "X-1"))
        .isEqualTo("!REFUSED gate:inspection knows open, result and seal, not close");
  }

  private String run(Class<?> type, String... words) throws Exception {
    if (type == ReturnCommand.class) {
      return typed.run(ReturnCommand.class, c -> c.words = List.of(words), Role.OPERATOR);
    } else if (type == AdviceCommand.class) {
      return typed.run(AdviceCommand.class, c -> c.words = List.of(words), Role.OPERATOR);
    } else if (type == LaneDirectionCommand.class) {
      return typed.run(LaneDirectionCommand.class, c -> c.words = List.of(words), Role.OPERATOR);
    } else if (type == QuotaCommand.class) {
      return typed.run(QuotaCommand.class, c -> c.words = List.of(words), Role.OPERATOR);
    }
    return typed.run(IncidentCommand.class, c -> c.words = List.of(words), Role.OPERATOR);
  }

  @Test
  void returnsAdvicesQuotasIncidentsAndLanes() throws Exception {
    typed.service(PartnerOperations.class);
    assertThat(run(ReturnCommand.class, "request", "X-1", "--reason", "r"))
        .isEqualTo("OK requestReturn anna X-1 r\n");
    assertThat(run(ReturnCommand.class, "accept", "X-1", "--reason", "r"))
        .isEqualTo("OK acceptReturn anna X-1 r\n");
    assertThat(run(ReturnCommand.class, "take", "X-1"))
        .isEqualTo("!REFUSED gate:return knows request and accept, not take");
    assertThat(run(AdviceCommand.class, "hold", "X-1", "--reason", "r"))
        .isEqualTo("OK advice anna X-1 true r\n");
    assertThat(run(AdviceCommand.class, "release", "X-1", "--reason", "r"))
        .isEqualTo("OK advice anna X-1 false r\n");
    assertThat(run(LaneDirectionCommand.class, "turn", "L3", "--reason", "r"))
        .isEqualTo("OK laneDirection anna L3 true r\n");
    assertThat(run(LaneDirectionCommand.class, "keep", "L3", "--reason", "r"))
        .isEqualTo("OK laneDirection anna L3 false r\n");
    assertThat(run(QuotaCommand.class, "L3", "40", "--until", "2026-11-23T18:00", "--reason", "r"))
        .isEqualTo("OK quota anna L3 40 2026-11-23T18:00 r\n");
    assertThat(run(IncidentCommand.class, "tell", "L3", "FIRE", "--reason", "r"))
        .isEqualTo("OK incident anna L3 FIRE r\n");
    assertThat(run(IncidentCommand.class, "acknowledge", "0193", "--reason", "r"))
        .isEqualTo("OK acknowledge anna 0193 r\n");
    assertThat(
            typed.run(
                CrossingCommand.class,
                c -> {
                  typed.service(GateOperations.class);
                  c.words = List.of("received", "X-1", "--reason", "r");
                },
                Role.BORDER_GUARD))
        .isEqualTo("OK received anna X-1 r\n");
  }

  @Test
  void aCommandWithoutAWordSaysWhichItKnows() throws Exception {
    typed.service(GateOperations.class);
    typed.service(PartnerOperations.class);
    assertThat(inspection())
        .isEqualTo("!REFUSED gate:inspection needs a word: open, result or seal");
    assertThat(run(ReturnCommand.class))
        .isEqualTo("!REFUSED gate:return needs a word: request or accept");
    assertThat(run(AdviceCommand.class))
        .isEqualTo("!REFUSED gate:advice needs a word: hold or release");
    assertThat(run(LaneDirectionCommand.class))
        .isEqualTo("!REFUSED gate:lane-direction needs a word: turn or keep");
    assertThat(run(IncidentCommand.class))
        .isEqualTo("!REFUSED gate:incident needs a word: tell or acknowledge");
    assertThat(typed.run(HoldCommand.class, c -> {}, Role.OPERATOR))
        .isEqualTo("!REFUSED gate:hold needs a word: release or refuse");
    assertThat(typed.run(LaneCommand.class, c -> {}, Role.OPERATOR))
        .isEqualTo("!REFUSED gate:lane needs a word: open or close");
  }

  @Test
  void whatWaitsBetweenTheGates() throws Exception {
    typed.service(PartnerOperations.class);
    typed.answer = List.of();
    assertThat(typed.run(PendingCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo("nothing waits between the gates\n");
    ObjectNode one = Json.object().put("what", "advised").put("id", "0193").put("name", "VH-7");
    typed.answer = List.of(one.put("partner", "vn-huunghi").put("state", "held").put("lane", "L3"));
    assertThat(typed.run(PendingCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            """
            WHAT     NAME  STATE  PARTNER     LANE  SINCE  UNTIL  ID
            advised  VH-7  held   vn-huunghi  L3    -      -      0193
            """);
    assertThat(typed.run(PendingCommand.class, c -> c.json = true, Role.VIEWER))
        .contains("\"state\" : \"held\"");
  }

  @Test
  void everyMessageWithItsSignatureAndItsReceipt() throws Exception {
    typed.service(GateOperations.class);
    ObjectNode whole = Json.object().put("state", "UNDER_WAY");
    ArrayNode timeline = whole.putArray("timeline");
    record(timeline, "PartnerMessageSent", "m1", 1)
        .put("messageType", "OFFER")
        .put("kid", "vn-2026");
    record(timeline, "PartnerReceiptReceived", "m1", 1).put("verdict", "APPLIED");
    record(timeline, "PartnerMessageReceived", "m2", 1).put("messageType", "ACCEPT");
    record(timeline, "PartnerReceiptSent", "m2", 1).put("verdict", "APPLIED");
    record(timeline, "PartnerMessageSent", "m3", 2)
        .put("messageType", "COMMIT")
        .put("kid", "vn-2026");
    timeline.addObject().put("type", "StageCompleted");
    typed.answer = whole;
    assertThat(typed.run(MessagesCommand.class, c -> c.words = List.of("X-1"), Role.VIEWER))
        .isEqualTo(
            """
            AT                        WAY  SEQ  MESSAGE  EPOCH  SIGNATURE         RECEIPT                           ID
            2026-01-02 03:04:05.000Z  out  1    OFFER    1      ours, vn-2026     APPLIED 2026-01-02 03:04:05.000Z  m1
            2026-01-02 03:04:05.000Z  in   1    ACCEPT   1      theirs, verified  APPLIED 2026-01-02 03:04:05.000Z  m2
            2026-01-02 03:04:05.000Z  out  2    COMMIT   1      ours, vn-2026     none yet                          m3
            """);
    assertThat(
            typed.run(MessagesCommand.class, c -> c.words = List.of("X-1", "--json"), Role.VIEWER))
        .contains("\"receipt\" : \"none yet\"");
    assertThat(typed.run(MessagesCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo("!REFUSED name a crossing: an id, a short name or a plate");
  }

  private static ObjectNode record(ArrayNode timeline, String type, String message, int seq) {
    ObjectNode record = timeline.addObject().put("at", "2026-01-02T03:04:05Z").put("type", type);
    return record.put("messageId", message).put("seq", seq).put("epoch", 1);
  }
}
