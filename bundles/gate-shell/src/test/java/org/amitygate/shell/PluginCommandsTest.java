package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginKind;
import org.amitygate.core.rehearsal.Difference;
import org.amitygate.core.rehearsal.RehearsalReport;
import org.amitygate.core.rehearsal.Rehearsals;
import org.junit.jupiter.api.Test;

/** What people type and read about plug-ins and flows. */
class PluginCommandsTest {

  private final TypedCommands typed = new TypedCommands();

  @Test
  void subWordsChooseWhatIsDone() throws Exception {
    typed.service(PluginHost.class);

    assertThat(plugin("install", "/x/y.jar")).isEqualTo("OK install anna /x/y.jar seen\n");
    assertThat(plugin("update", "/x/y.jar")).isEqualTo("OK update anna /x/y.jar seen\n");
    assertThat(plugin("rollback", "mt-sics")).isEqualTo("OK rollback anna mt-sics seen\n");
    assertThat(plugin("remove", "mt-sics")).isEqualTo("OK remove anna mt-sics seen\n");
    assertThat(plugin("update", "")).isEqualTo("!REFUSED gate:plugin update needs a jar");
    assertThat(plugin("why", "")).isEqualTo("!REFUSED gate:plugin why needs a name");
    assertThat(plugin("instal", ""))
        .isEqualTo(
            "!REFUSED gate:plugin knows list, install, update, rollout, rollback, bad, remove, why"
                + " and rehearse, not instal");
  }

  private String plugin(String what, String subject) throws Exception {
    return typed.run(
        PluginCommand.class,
        c ->
            c.words =
                subject.isEmpty() ? List.of(what) : List.of(what, subject, "--reason", "seen"),
        Role.INTEGRATOR);
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
                List.of(),
                2,
                1,
                Optional.of(Instant.parse("2026-11-23T01:00:00Z")),
                false),
            new PluginHost.FlowView(
                "cargo-export", "1.2.0", false, List.of(), 1, 0, Optional.empty(), true),
            new PluginHost.FlowView(
                "cargo-export", "1.1.0", true, List.of(), 0, 0, Optional.empty(), false));

    assertThat(typed.run(FlowsCommand.class, c -> {}, Role.VIEWER))
        .contains("FLOW          VERSION  TAKES          CROSSINGS  HELD  OLDEST")
        .contains("cargo-export  1.0.0    nothing new    2          1     ")
        .contains("cargo-export  1.1.0    new crossings  0          0     -")
        .contains("cargo-export  1.2.0    nothing: bad   1          0     -");
  }

  @Test
  void aVersionIsMarkedBad() throws Exception {
    typed.service(PluginHost.class);
    assertThat(
            typed.run(
                PluginCommand.class,
                c -> c.words = List.of("bad", "mt-sics", "1.1.0", "--reason", "seen"),
                Role.INTEGRATOR))
        .isEqualTo("OK markBad anna mt-sics 1.1.0 seen\n");
    assertThat(
            typed.run(
                PluginCommand.class,
                c -> c.words = List.of("bad", "mt-sics", "--reason", "seen"),
                Role.INTEGRATOR))
        .isEqualTo("!REFUSED gate:plugin bad needs a name and a version");
  }

  @Test
  void crossingsAreMoved() throws Exception {
    typed.service(GateOperations.class);
    assertThat(flows("move", "cargo-export", "1.0.0", "1.1.0", "--reason", "seen"))
        .isEqualTo("OK moveCrossings anna cargo-export 1.0.0 1.1.0 seen\n");
    assertThat(flows("move", "cargo-export", "1.0.0"))
        .isEqualTo("!REFUSED gate:flows move needs a flow, a version and another version");
    assertThat(flows("stop")).isEqualTo("!REFUSED gate:flows knows move, not stop");
  }

  private String flows(String... words) throws Exception {
    return typed.run(FlowsCommand.class, c -> c.words = List.of(words), Role.INTEGRATOR);
  }

  private String rehearse(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("rehearse"));
    all.addAll(List.of(words));
    return typed.run(PluginCommand.class, c -> c.words = all, Role.INTEGRATOR);
  }

  private static RehearsalReport rehearsed(long differing) {
    return new RehearsalReport(
        "cargo-export",
        "1.1.0",
        "ab12",
        Instant.parse("2026-11-25T17:00:00Z"),
        60,
        887,
        Map.of("the stage failed", 2L),
        differing,
        Duration.ofMillis(2_040));
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
    List<String> asked = new ArrayList<>();
    Rehearsals rehearsals =
        (actor, jar, since, limit, told) -> {
          asked.add(actor.account() + " " + jar + " " + since + " " + limit);
          told.accept(difference);
          told.accept(difference);
          return CompletableFuture.completedFuture(rehearsed(2));
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
}
