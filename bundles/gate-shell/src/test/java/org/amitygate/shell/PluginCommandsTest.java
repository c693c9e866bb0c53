package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginKind;
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
}
