package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.amitygate.auth.Accounts;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.JournalHealth;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginKind;
import org.amitygate.core.rehearsal.Difference;
import org.amitygate.core.rehearsal.RehearsalReport;
import org.amitygate.core.rehearsal.Rehearsals;
import org.amitygate.core.time.GateClock;
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
    typed.service(PluginHost.class);
    typed.service(Accounts.class);

    assertThat(hold("release")).isEqualTo("OK release anna X-1 seen\n");
    assertThat(hold("refuse")).isEqualTo("OK refuse anna X-1 seen\n");
    assertThat(hold("open")).isEqualTo("!REFUSED gate:hold knows release and refuse, not open");
    assertThat(lane("open")).isEqualTo("OK openLane anna L3 seen\n");
    assertThat(lane("close")).isEqualTo("OK closeLane anna L3 seen\n");
    assertThat(lane("x")).isEqualTo("!REFUSED gate:lane knows open and close, not x");
    assertThat(plugin("install", "/x/y.jar")).isEqualTo("OK install anna /x/y.jar seen\n");
    assertThat(plugin("update", "/x/y.jar")).isEqualTo("OK update anna /x/y.jar seen\n");
    assertThat(plugin("rollback", "mt-sics")).isEqualTo("OK rollback anna mt-sics seen\n");
    assertThat(plugin("remove", "mt-sics")).isEqualTo("OK remove anna mt-sics seen\n");
    assertThat(plugin("update", "")).isEqualTo("!REFUSED gate:plugin update needs a jar");
    assertThat(plugin("why", "")).isEqualTo("!REFUSED gate:plugin why needs a name");
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

  private String rehearse(String... words) throws Exception {
    List<String> all = new java.util.ArrayList<>(List.of("rehearse"));
    all.addAll(List.of(words));
    return typed.run(PluginCommand.class, c -> c.words = all, Role.INTEGRATOR);
  }

  private static RehearsalReport rehearsed(long differing) {
    return new RehearsalReport(
        "cargo-export",
        "1.1.0",
        "ab12",
        java.time.Instant.parse("2026-11-25T17:00:00Z"),
        60,
        887,
        java.util.Map.of("the stage failed", 2L),
        differing,
        java.time.Duration.ofMillis(2_040));
  }

  @Test
  void aRehearsalTellsEachDifferenceWithItsInputs() throws Exception {
    typed.service(PluginHost.class);
    Difference difference =
        new Difference(
            "HN-1126-0001-Y",
            "L1",
            "weigh",
            4,
            List.of(new Difference.Point("decision", "{\"outcome\":\"Next\"}", "it fails")),
            Json.object().put("now", "2026-11-26T01:00:00Z"));
    List<String> asked = new java.util.ArrayList<>();
    Rehearsals rehearsals =
        (actor, jar, since, limit, told) -> {
          asked.add(actor.account() + " " + jar + " " + since + " " + limit);
          told.accept(difference);
          told.accept(difference);
          return java.util.concurrent.CompletableFuture.completedFuture(rehearsed(2));
        };
    typed.services.put(Rehearsals.class, rehearsals);

    assertThat(rehearse("/x/y.jar", "--since", "yesterday", "--most", "1"))
        .isEqualTo(
            """
            HN-1126-0001-Y (L1), stage weigh, visit 4
              decision  recorded  {"outcome":"Next"}
                        candidate it fails
              inputs    {"now":"2026-11-26T01:00:00Z"}
            1 more are not shown
            OK cargo-export 1.1.0 decides 2 of 887 stage runs of 60 crossings since 2026-11-25T17:00:00Z differently, rehearsed in 2.0 s; not rehearsed: 2 (the stage failed)
            """);
    assertThat(asked).containsExactly("anna /x/y.jar yesterday " + Rehearsals.ALL);
    assertThat(rehearse("/x/y.jar", "--since", "P1D").split("stage weigh", -1)).hasSize(3);
    assertThat(rehearse("/x/y.jar", "--since", "P1D", "--json"))
        .contains(
            "\"visit\" : 4", "\"differing\" : 2", "\"seconds\" : 2.04", "\"the stage failed\" : 2");
  }

  @Test
  void aRehearsalNeedsAJarATimeAndANumber() throws Exception {
    typed.service(PluginHost.class);
    typed.service(Rehearsals.class);
    typed.answer = rehearsed(0);

    assertThat(rehearse("/x/y.jar", "--since", "P1D", "--limit", "7")).startsWith("OK ");
    assertThat(typed.asked).startsWith("rehearse anna /x/y.jar P1D 7 ");
    assertThat(rehearse()).isEqualTo("!REFUSED gate:plugin rehearse needs a jar");
    assertThat(rehearse("/x/y.jar"))
        .isEqualTo(
            "!REFUSED gate:plugin rehearse needs --since: yesterday, P1D or a time such as 2026-11-23T08:30");
    assertThat(rehearse("/x/y.jar", "--since", "P1D", "--limit", "none"))
        .isEqualTo("!REFUSED --limit 'none' is no number; write 1 or more");
    typed.answer = new Refusal("a rehearsal is going on; wait for its end");
    assertThat(rehearse("/x/y.jar", "--since", "P1D"))
        .isEqualTo("!REFUSED a rehearsal is going on; wait for its end");
  }

  private String hold(String what) throws Exception {
    return typed.run(
        HoldCommand.class, c -> c.words = List.of(what, "X-1", "--reason", "seen"), Role.OPERATOR);
  }

  private String lane(String what) throws Exception {
    return typed.run(
        LaneCommand.class, c -> c.words = List.of(what, "L3", "--reason", "seen"), Role.OPERATOR);
  }

  private String plugin(String what, String subject) throws Exception {
    return typed.run(
        PluginCommand.class,
        c ->
            c.words =
                subject.isEmpty() ? List.of(what) : List.of(what, subject, "--reason", "seen"),
        Role.INTEGRATOR);
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
  void statusSaysHowFarTheRecordsAreSealedAndWhatIsNotSealedInTime() throws Exception {
    typed.service(Archive.class);
    typed.answer =
        new Archive.Sealed(
            Optional.of(LocalDate.parse("2026-11-22")),
            Optional.of(Instant.parse("2026-11-23T17:00:00Z")));
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "sealed     2026-11-22",
            "! what was recorded since 2026-11-23T17:00:00Z is not sealed: the log says why");
    typed.answer = new Archive.Sealed(Optional.empty(), Optional.of(Instant.now()));
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains("sealed     no day yet")
        .doesNotContain("is not sealed");
  }

  @Test
  void recordsAndResolvesCrossings() throws Exception {
    typed.service(GateOperations.class);
    LaneConfig lane =
        new LaneConfig("L3", LaneConfig.Direction.EXPORT, "cargo", "f", "p", List.of());
    GateConfig none = GateConfig.none();
    GateConfig config =
        new GateConfig(
            none.gate(), List.of(lane), Map.of(), Map.of(), Optional.empty(), Map.of(), "");
    typed.services.put(
        ConfigSource.class,
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ConfigSource.class},
            (proxy, method, arguments) -> config));

    assertThat(record("export")).isEqualTo("OK record anna 29C-123.45 L3 by hand\n");
    assertThat(record("")).isEqualTo("OK record anna 29C-123.45 L3 by hand\n");
    assertThat(record("import")).isEqualTo("!REFUSED lane L3 is an export lane, not import");
    assertThat(
            typed.run(
                CrossingCommand.class,
                c -> c.words = List.of("resolve", "X-1", "not-departed", "--reason", "seen"),
                Role.BORDER_GUARD))
        .isEqualTo("OK resolve anna X-1 not-departed seen\n");
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
  void listsPlugIns() throws Exception {
    typed.service(PluginHost.class);
    typed.answer =
        List.of(
            new PluginHost.PluginView(
                PluginKind.DRIVER,
                "mt-sics",
                "1.1.0",
                "ab",
                "1.0.0",
                List.of("1.0.0"),
                List.of(),
                "ines",
                "faster",
                Map.of("L2", "1.0.0"),
                "1.1.0 on L1",
                ""));

    assertThat(typed.run(PluginCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            """
            NAME     KIND    VERSION  BEFORE  RETIRING  LANES     PROBATION    BAD  WHO   WHY     PROBLEM
            mt-sics  driver  1.1.0    1.0.0   1.0.0     L2=1.0.0  1.1.0 on L1  -    ines  faster  -
            """);
    assertThat(typed.run(PluginCommand.class, c -> c.json = true, Role.VIEWER))
        .contains("\"retiring\" : [ \"1.0.0\" ]");
  }

  @Test
  void listsFlows() throws Exception {
    typed.service(PluginHost.class);
    typed.answer =
        List.of(
            new PluginHost.FlowView(
                "cargo-export",
                "1.0.0",
                false,
                2,
                1,
                java.util.Optional.of(java.time.Instant.parse("2026-11-23T01:00:00Z"))),
            new PluginHost.FlowView(
                "cargo-export", "1.1.0", true, 0, 0, java.util.Optional.empty()));

    assertThat(typed.run(FlowsCommand.class, c -> {}, Role.VIEWER))
        .contains("FLOW          VERSION  TAKES          CROSSINGS  HELD  OLDEST")
        .contains("cargo-export  1.0.0    nothing new    2          1     ")
        .contains("cargo-export  1.1.0    new crossings  0          0     -");
  }

  @Test
  void statusSaysWhatIsAbnormal() throws Exception {
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "gate       unconfigured",
            "plugins    starting",
            "! the journal is not writable: it is not up");
  }

  @Test
  void statusSaysThatTheMachinesClockIsOff() throws Exception {
    Duration[] ahead = {Duration.ofSeconds(-3_600)};
    typed.services.put(
        GateClock.class,
        new GateClock() {
          @Override
          public Instant now() {
            return Instant.parse("2026-11-23T05:00:00.123456Z");
          }

          @Override
          public Duration wallAhead() {
            return ahead[0];
          }
        });
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "time       2026-11-23T05:00:00Z",
            "! the machine's clock is 3600 s behind gate time: set it right; above 30 s nothing is handed over");
    ahead[0] = Duration.ofSeconds(2);
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER)).doesNotContain("clock");
  }

  @Test
  void statusSaysWhereTheJournalIsAndWhatTroublesIt() throws Exception {
    Journal.Status[] now = {new Journal.Status(false, "PostgreSQL db:5432/gate does not answer")};
    typed.services.put(
        JournalHealth.class,
        new JournalHealth() {
          @Override
          public String place() {
            return "PostgreSQL db:5432/gate";
          }

          @Override
          public Journal.Status status() {
            return now[0];
          }

          @Override
          public List<String> troubles() {
            return List.of("the evidence has reached its quota");
          }
        });
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "journal    not writable",
            "store      PostgreSQL db:5432/gate",
            "! the journal is not writable: PostgreSQL db:5432/gate does not answer",
            "! the evidence has reached its quota");
    now[0] = new Journal.Status(true, "");
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains("journal    writable", "! the evidence has reached its quota")
        .doesNotContain("not writable");
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
