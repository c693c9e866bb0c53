package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import org.amitygate.auth.Accounts;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginKind;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The commands as a person types them, with services that answer from what was asked. */
class CommandsTest {

  private final Map<Class<?>, Object> services = new HashMap<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Object answer = "done";

  /** A service that answers each call with its name and what it was given, or as told. */
  private <S> S service(Class<S> type) {
    Object service =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (answer instanceof Throwable failure) {
                return CompletableFuture.failedFuture(failure);
              }
              if (!answer.equals("done")) {
                return method.getReturnType() == CompletableFuture.class
                    ? CompletableFuture.completedFuture(answer)
                    : answer;
              }
              StringBuilder said = new StringBuilder(method.getName());
              for (Object argument : arguments) {
                said.append(" ")
                    .append(argument instanceof Actor actor ? actor.account() : argument);
              }
              return CompletableFuture.completedFuture(said.toString());
            });
    services.put(type, service);
    return type.cast(service);
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getServiceReference" -> reference(services.get(arguments[0]));
                  case "getService" -> ((ServiceReference<?>) arguments[0]).getProperty("it");
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static Object reference(Object service) {
    return service == null
        ? null
        : Proxy.newProxyInstance(
            CommandsTest.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (proxy, method, arguments) -> service);
  }

  private Session session() {
    PrintStream console = new PrintStream(printed, true, StandardCharsets.US_ASCII);
    return (Session)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> console);
  }

  /**
   * Runs a command as an account with roles; what it prints, and {@code !} in front if it failed.
   */
  @SuppressWarnings("removal")
  private <C extends Action> String run(Class<C> type, Consumer<C> filled, Role... roles)
      throws Exception {
    printed.reset();
    C command = type.getDeclaredConstructor().newInstance();
    set(type, command, "context", context());
    set(type, command, "session", session());
    filled.accept(command);
    Set<Principal> principals = new HashSet<>(Set.of(new UserPrincipal("anna")));
    for (Role role : roles) {
      principals.add(new RolePrincipal(role.groupName()));
    }
    PrivilegedExceptionAction<Object> act = command::execute;
    String failed = "";
    try {
      Subject.doAs(new Subject(true, principals, Set.of(), Set.of()), act);
    } catch (PrivilegedActionException e) {
      assertThat(e.getCause()).isInstanceOf(CommandException.class);
      failed = "!";
    }
    return failed + printed.toString(StandardCharsets.UTF_8);
  }

  private static void set(Class<?> type, Object command, String field, Object value)
      throws Exception {
    var f = type.getDeclaredField(field);
    f.setAccessible(true);
    f.set(command, value);
  }

  @Test
  void aChangeSaysOkAndTheSentence() throws Exception {
    service(GateOperations.class);

    assertThat(
            run(
                StopCommand.class,
                c -> c.words = List.of("L3", "--reason", "khói ở làn 3 友谊"),
                Role.OPERATOR))
        .isEqualTo("OK stop anna L3 khói ở làn 3 友谊\n");
    assertThat(
            run(
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
    service(GateOperations.class);
    answer = new Refusal("lane L3 is not held");

    assertThat(run(StopCommand.class, c -> c.words = List.of("L3"), Role.OPERATOR))
        .isEqualTo("!REFUSED lane L3 is not held");
    answer = new JournalUnavailable("disk full", new IllegalStateException());
    assertThat(run(StopCommand.class, c -> c.words = List.of("L3"), Role.OPERATOR))
        .isEqualTo("!REFUSED the journal cannot be written (disk full); nothing was done");
    answer = new NoSuchElementException("no crossing 'X'");
    assertThat(run(CrossingCommand.class, c -> c.words = List.of("X"), Role.VIEWER))
        .isEqualTo("!REFUSED no crossing 'X'");
    answer = new IllegalStateException("boom");
    assertThat(run(StopCommand.class, c -> c.words = List.of("L3"), Role.OPERATOR))
        .startsWith("!REFUSED the server has a fault");
  }

  @Test
  void aPartThatIsNotUpIsSaid() throws Exception {
    assertThat(run(LanesCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            "!REFUSED this part of the gate is not up (GateOperations); gate:status and the log say more");
  }

  @Test
  void anAccountWithoutARoleSeesNothing() throws Exception {
    service(GateOperations.class);
    answer = List.of();

    assertThat(run(LanesCommand.class, c -> {}))
        .startsWith("!REFUSED account 'anna' may not do this: it needs the role viewer or");
  }

  @Test
  void subWordsChooseWhatIsDone() throws Exception {
    service(GateOperations.class);
    service(PluginHost.class);
    service(Accounts.class);

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
            run(
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
            run(
                AccountCommand.class,
                c -> c.words = List.of("add", "binh", "--role", "king"),
                Role.SUPERVISOR))
        .startsWith("!REFUSED there is no role king; roles are viewer, operator, border-guard");
  }

  private String hold(String what) throws Exception {
    return run(
        HoldCommand.class, c -> c.words = List.of(what, "X-1", "--reason", "seen"), Role.OPERATOR);
  }

  private String lane(String what) throws Exception {
    return run(
        LaneCommand.class, c -> c.words = List.of(what, "L3", "--reason", "seen"), Role.OPERATOR);
  }

  private String plugin(String what, String subject) throws Exception {
    return run(
        PluginCommand.class,
        c ->
            c.words =
                subject.isEmpty() ? List.of(what) : List.of(what, subject, "--reason", "seen"),
        Role.INTEGRATOR);
  }

  @Test
  void recordsAndResolvesCrossings() throws Exception {
    service(GateOperations.class);
    LaneConfig lane =
        new LaneConfig("L3", LaneConfig.Direction.EXPORT, "cargo", "f", "p", List.of());
    GateConfig none = GateConfig.none();
    GateConfig config =
        new GateConfig(
            none.gate(), List.of(lane), Map.of(), Map.of(), Optional.empty(), Map.of(), "");
    services.put(
        ConfigSource.class,
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ConfigSource.class},
            (proxy, method, arguments) -> config));

    assertThat(record("export")).isEqualTo("OK record anna 29C-123.45 L3 by hand\n");
    assertThat(record("")).isEqualTo("OK record anna 29C-123.45 L3 by hand\n");
    assertThat(record("import")).isEqualTo("!REFUSED lane L3 is an export lane, not import");
    assertThat(
            run(
                CrossingCommand.class,
                c -> c.words = List.of("resolve", "X-1", "not-departed", "--reason", "seen"),
                Role.BORDER_GUARD))
        .isEqualTo("OK resolve anna X-1 not-departed seen\n");
  }

  private String record(String direction) throws Exception {
    return run(
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
    service(GateOperations.class);
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
    answer = List.of(one, two);

    assertThat(run(CrossingsCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            """
            NAME        LANE  PLATE     STATE        STAGE  HANDOVER  WAITS FOR  WHY  SINCE
            HN-0102-7   L1    29C12345  HOLD_WEIGHT  weigh  -         -          -    2026-01-02 03:04:05.678Z
            HN-0102-12  L14   桂A12345  DONE         -      -         -          -    -
            """);
    JsonNode json =
        new ObjectMapper().readTree(run(CrossingsCommand.class, c -> c.json = true, Role.VIEWER));
    assertThat(json.get(1).get("plate").asText()).isEqualTo("桂A12345");
  }

  @Test
  void showsTheWholeTimelineOfACrossing() throws Exception {
    service(GateOperations.class);
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
    answer = whole;

    assertThat(run(CrossingCommand.class, c -> c.words = List.of("HN-1"), Role.VIEWER))
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
                    run(
                        CrossingCommand.class,
                        c -> c.words = List.of("HN-1", "--json"),
                        Role.VIEWER)))
        .isEqualTo(whole);
  }

  @Test
  void listsPlugIns() throws Exception {
    service(PluginHost.class);
    answer =
        List.of(
            new PluginHost.PluginView(
                PluginKind.FLOW,
                "cargo-export",
                "1.1.0",
                "ab",
                "1.0.0",
                List.of("1.0.0"),
                List.of(),
                "ines",
                "faster weighing",
                ""));

    assertThat(run(PluginCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo(
            """
            NAME          KIND  VERSION  BEFORE  RETIRING  BAD  WHO   WHY              PROBLEM
            cargo-export  flow  1.1.0    1.0.0   1.0.0     -    ines  faster weighing  -
            """);
    assertThat(run(PluginCommand.class, c -> c.json = true, Role.VIEWER))
        .contains("\"retiring\" : [ \"1.0.0\" ]");
  }

  @Test
  void statusSaysWhatIsAbnormal() throws Exception {
    assertThat(run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "gate       unconfigured",
            "plugins    starting",
            "! the journal is not writable: it is not up");
  }

  @Test
  void whatCannotBeMeantIsRefused() throws Exception {
    service(GateOperations.class);

    assertThat(
            run(
                StopCommand.class,
                c -> c.words = List.of("L3", "smoke", "--reason", "x"),
                Role.OPERATOR))
        .isEqualTo("!REFUSED 'smoke' is one word too many; put a text with spaces into quotes");
    assertThat(
            run(StopCommand.class, c -> c.words = List.of("L3", "--because", "x"), Role.OPERATOR))
        .isEqualTo("!REFUSED there is no option --because here");
    assertThat(run(StopCommand.class, c -> c.words = List.of("L3", "--reason"), Role.OPERATOR))
        .isEqualTo("!REFUSED --reason needs a value");
    assertThat(run(CrossingsCommand.class, c -> c.words = List.of("--limit", "many"), Role.VIEWER))
        .isEqualTo("!REFUSED --limit 'many' is no number");
    assertThat(run(CrossingCommand.class, c -> {}, Role.VIEWER))
        .isEqualTo("!REFUSED name a crossing: an id, a short name or a plate");
  }
}
