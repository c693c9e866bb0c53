package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.NoSuchElementException;
import org.amitygate.auth.Accounts;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.Test;

/** What people type and what they read. */
class CommandsTest {

  private final TypedCommands typed = new TypedCommands();

  @Test
  void aChangeSaysOkAndTheSentence() throws Exception {
    typed.service(GateOperations.class);

    assertThat(
            typed.run(
                StopCommand.class,
                c -> c.words = List.of("L3", "--reason", "khói ở làn 3 友谊"),
                Role.OPERATOR))
        .isEqualTo("OK stop anna L3 khói ở làn 3 友谊\n");
    assertThat(
            typed.run(
                ResumeCommand.class,
                c -> {
                  c.words = List.of("all");
                  c.reason = "over";
                },
                Role.OPERATOR))
        .isEqualTo("OK resume anna all over\n");
  }

  @Test
  void aRefusalSaysSoAndFailsTheCommand() throws Exception {
    typed.service(GateOperations.class);
    typed.answer = new Refusal("lane L3 is not held");

    assertThat(typed.run(StopCommand.class, c -> c.words = List.of("L3"), Role.OPERATOR))
        .isEqualTo("!REFUSED lane L3 is not held");
    typed.answer = new JournalUnavailable("disk full", new IllegalStateException());
    assertThat(typed.run(StopCommand.class, c -> c.words = List.of("L3"), Role.OPERATOR))
        .isEqualTo("!REFUSED the journal cannot be written (disk full); nothing was done");
    typed.answer = new NoSuchElementException("no crossing 'X'");
    assertThat(typed.run(CrossingCommand.class, c -> c.words = List.of("X"), Role.VIEWER))
        .isEqualTo("!REFUSED no crossing 'X'");
    typed.answer = new IllegalStateException("boom");
    assertThat(typed.run(StopCommand.class, c -> c.words = List.of("L3"), Role.OPERATOR))
        .startsWith("!REFUSED the server has a fault");
  }

  @Test
  void aPartThatIsNotUpIsSaid() throws Exception {
    assertThat(typed.run(LanesCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            "!REFUSED this part of the gate is not up (GateOperations); gate:status and the log say more");
  }

  @Test
  void anAccountWithoutARoleSeesNothing() throws Exception {
    typed.service(GateOperations.class);
    typed.answer = List.of();

    assertThat(typed.run(LanesCommand.class, c -> {}))
        .startsWith("!REFUSED account 'anna' may not do this: it needs the role viewer or");
  }

  @Test
  void subWordsChooseWhatIsDone() throws Exception {
    typed.service(GateOperations.class);
    typed.service(Accounts.class);

    assertThat(hold("release")).isEqualTo("OK release anna X-1 SEAL seen\n");
    assertThat(hold("refuse")).isEqualTo("OK refuse anna X-1 SEAL seen\n");
    assertThat(hold("open")).isEqualTo("!REFUSED gate:hold knows release and refuse, not open");
    assertThat(declaration("withdraw")).isEqualTo("OK withdrawDeclaration anna D-1 seen\n");
    assertThat(declaration("x")).isEqualTo("!REFUSED gate:declaration knows withdraw, not x");
    assertThat(lane("open")).isEqualTo("OK openLane anna L3 seen\n");
    assertThat(lane("close")).isEqualTo("OK closeLane anna L3 seen\n");
    assertThat(lane("x")).isEqualTo("!REFUSED gate:lane knows open and close, not x");
    assertThat(
            typed.run(
                AccountCommand.class,
                c ->
                    c.words =
                        List.of(
                            "add",
                            "binh",
                            "--role",
                            "customs",
                            "--role",
                            "viewer",
                            "--reason",
                            "seen"),
                Role.SUPERVISOR))
        .isEqualTo("OK add anna binh [VIEWER, CUSTOMS] seen\n");
    assertThat(
            typed.run(
                AccountCommand.class,
                c -> c.words = List.of("add", "binh", "--role", "king"),
                Role.SUPERVISOR))
        .startsWith("!REFUSED there is no role king; roles are viewer, operator, border-guard");
  }

  private String hold(String what) throws Exception {
    return typed.run(
        HoldCommand.class,
        c -> c.words = List.of(what, "X-1", "--of", "SEAL", "--reason", "seen"),
        Role.OPERATOR);
  }

  private String declaration(String what) throws Exception {
    return typed.run(
        DeclarationCommand.class,
        c -> c.words = List.of(what, "D-1", "--reason", "seen"),
        Role.CUSTOMS);
  }

  private String lane(String what) throws Exception {
    return typed.run(
        LaneCommand.class, c -> c.words = List.of(what, "L3", "--reason", "seen"), Role.OPERATOR);
  }

  private String legalHold(String... words) throws Exception {
    return typed.run(LegalHoldCommand.class, c -> c.words = List.of(words), Role.CUSTOMS);
  }

  @Test
  void placesLiftsAndListsLegalHolds() throws Exception {
    typed.service(GateOperations.class);
    assertThat(legalHold("X-1", "--reason", "court")).isEqualTo("OK holdLegally anna X-1 court\n");
    assertThat(legalHold("X-1", "--lift", "--reason", "over"))
        .isEqualTo("OK liftLegalHold anna X-1 over\n");
    assertThat(legalHold("--lift")).startsWith("!REFUSED name the crossing whose hold");
    ObjectNode hold = Json.object().put("name", "HN-1").put("at", "2026-01-02T03:04:05Z");
    typed.answer = List.of(hold.put("by", "binh").put("why", "court 7/2026"));
    assertThat(legalHold())
        .isEqualTo(
            """
            CROSSING  SINCE                     BY    WHY           LIFT ASKED BY
            HN-1      2026-01-02 03:04:05.000Z  binh  court 7/2026  -
            """);
    assertThat(legalHold("--json")).contains("\"why\" : \"court 7/2026\"");
  }

  @Test
  void recordsAndResolvesCrossings() throws Exception {
    typed.service(GateOperations.class);
    assertThat(record("export")).isEqualTo("OK record anna 29C-123.45 L3 export by hand\n");
    assertThat(
            typed.run(
                CrossingCommand.class,
                c -> c.words = List.of("resolve", "X-1", "not-departed", "--reason", "seen"),
                Role.BORDER_GUARD))
        .isEqualTo("OK resolve anna X-1 not-departed seen\n");
    assertThat(
            typed.run(
                CrossingCommand.class,
                c -> c.words = List.of("move", "X-1", "1.1.0", "--reason", "seen"),
                Role.OPERATOR))
        .isEqualTo("OK moveCrossing anna X-1 1.1.0 seen\n");
  }

  private String record(String direction) throws Exception {
    return typed.run(
        CrossingCommand.class,
        c ->
            c.words =
                List.of(
                    "record",
                    "--plate",
                    "29C-123.45",
                    "--lane",
                    "L3",
                    "--direction",
                    direction,
                    "--reason",
                    "by hand"),
        Role.BORDER_GUARD);
  }

  @Test
  void listsAreAlignedOrOneDocument() throws Exception {
    typed.service(GateOperations.class);
    ObjectNode one =
        Json.object().put("name", "HN-0102-7").put("lane", "L1").put("plate", "29C12345");
    one.put("state", "HOLD_WEIGHT")
        .put("stage", "weigh")
        .put("openedAt", "2026-01-02T03:04:05.678901Z");
    ObjectNode two =
        Json.object()
            .put("name", "HN-0102-12")
            .put("lane", "L14")
            .put("plate", "桂A12345")
            .put("state", "DONE");
    typed.answer = List.of(one, two);

    assertThat(typed.run(CrossingsCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            """
            NAME        LANE  PLATE     STATE        STAGE  HANDOVER  WAITS FOR  WHY  SINCE
            HN-0102-7   L1    29C12345  HOLD_WEIGHT  weigh  -         -          -    2026-01-02 03:04:05.678Z
            HN-0102-12  L14   桂A12345  DONE         -      -         -          -    -
            """);
    JsonNode json =
        new ObjectMapper()
            .readTree(typed.run(CrossingsCommand.class, c -> c.json = true, Role.VIEWER));
    assertThat(json.get(1).get("plate").asText()).isEqualTo("桂A12345");
  }

  @Test
  void crossingsAreLookedForByWhatWasTypedWhereverItStands() throws Exception {
    typed.service(GateOperations.class);
    typed.answer = List.of(Json.object().put("name", "HN-1").put("cursor", "2026_1"));

    assertThat(
            typed.run(
                CrossingsCommand.class,
                c -> {
                  c.plate = "桂A·12345";
                  c.words = List.of("29C", "--state", "DONE", "123.45", "--limit", "1");
                },
                Role.VIEWER))
        .endsWith("more: --after 2026_1\n");
    assertThat(typed.asked)
        .isEqualTo("crossings anna {limit=1, plate=桂A·12345, state=DONE, text=29C 123.45}");
    assertThat(typed.run(CrossingsCommand.class, c -> c.limit = "2", Role.VIEWER))
        .as("there is no more")
        .doesNotContain("more");
    assertThat(typed.asked).isEqualTo("crossings anna {limit=2}");
    String all =
        "--plate a --container b --declaration c --name d --state e --reason f --lane g"
            + " --from h --to i --after j --limit 9";
    typed.run(CrossingsCommand.class, c -> c.words = List.of(all.split(" ")), Role.VIEWER);
    assertThat(typed.asked)
        .isEqualTo(
            "crossings anna {after=j, container=b, declaration=c, from=h, lane=g, limit=9,"
                + " name=d, plate=a, reason=f, state=e, to=i}");
    assertThat(
            typed.run(
                CrossingsCommand.class,
                c -> {
                  c.plate = "29C";
                  c.words = List.of("--plate", "30F");
                },
                Role.VIEWER))
        .isEqualTo("!REFUSED --plate is given twice");
    typed.answer = new Refusal("--limit 'many' is no number from 1 to 1000");
    assertThat(typed.run(CrossingsCommand.class, c -> c.limit = "many", Role.VIEWER))
        .isEqualTo("!REFUSED --limit 'many' is no number from 1 to 1000");
  }

  @Test
  void showsTheWholeTimelineOfACrossing() throws Exception {
    typed.service(GateOperations.class);
    ObjectNode whole = Json.object().put("state", "DONE");
    whole
        .putObject("crossing")
        .put("name", "HN-1")
        .put("lane", "L1")
        .putObject("facts")
        .put("plate", "29C12345");
    whole
        .putArray("timeline")
        .addObject()
        .put("at", "2026-01-02T03:04:05Z")
        .put("seq", 1)
        .put("type", "CrossingBegan")
        .put("v", 1)
        .put("lane", "L1");
    typed.answer = whole;

    assertThat(typed.run(CrossingCommand.class, c -> c.words = List.of("HN-1"), Role.VIEWER))
        .isEqualTo(
            """
            name         HN-1
            lane         L1
            state        DONE
            plate        29C12345
            AT                        SEQ  RECORD         WHAT
            2026-01-02 03:04:05.000Z  1    CrossingBegan  lane=L1
            """);
    assertThat(
            new ObjectMapper()
                .readTree(
                    typed.run(
                        CrossingCommand.class,
                        c -> c.words = List.of("HN-1", "--json"),
                        Role.VIEWER)))
        .isEqualTo(whole);
  }

  @Test
  void whatCannotBeMeantIsRefused() throws Exception {
    typed.service(GateOperations.class);

    assertThat(
            typed.run(
                StopCommand.class,
                c -> c.words = List.of("L3", "smoke", "--reason", "x"),
                Role.OPERATOR))
        .isEqualTo("!REFUSED 'smoke' is one word too many; put a text with spaces into quotes");
    assertThat(
            typed.run(
                StopCommand.class, c -> c.words = List.of("L3", "--because", "x"), Role.OPERATOR))
        .isEqualTo("!REFUSED there is no option --because here");
    assertThat(
            typed.run(StopCommand.class, c -> c.words = List.of("L3", "--reason"), Role.OPERATOR))
        .isEqualTo("!REFUSED --reason needs a value");
    assertThat(typed.run(CrossingCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo("!REFUSED name a crossing: an id, a short name or a plate");
  }
}
