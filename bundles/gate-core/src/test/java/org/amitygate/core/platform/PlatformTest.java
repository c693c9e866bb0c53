package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.MemoryJournal;
import org.amitygate.core.plugin.PluginTrust;
import org.amitygate.core.time.GateClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an update of the platform takes, and what becomes of it at each end. */
class PlatformTest {

  private static final Actor SUPERVISOR = new Actor("sue", Set.of(Role.SUPERVISOR));
  private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final TestPlugins plugins = new TestPlugins();
  private final List<DeviceView> devices = new CopyOnWriteArrayList<>();
  private final List<String> steps = new CopyOnWriteArrayList<>();
  private final List<Platform> made = new ArrayList<>();
  private CompletableFuture<Void> rest = CompletableFuture.completedFuture(null);
  private PluginTrust trust = PluginTrust.ANY;
  private volatile Instant now = START;
  private volatile boolean restartFails;
  private int tables = 2;
  private Path home;
  private TestAssembly next;

  @BeforeEach
  void install() throws IOException {
    folder = folder.toRealPath();
    TestAssembly old = new TestAssembly(folder.resolve("old"));
    old.version = "1.0.0";
    home = old.write();
    next = new TestAssembly(folder.resolve("new"));
    online(DeviceStatus.ONLINE, 0);
  }

  @AfterEach
  void close() {
    made.forEach(Platform::close);
  }

  private void online(DeviceStatus status, long since) {
    devices.clear();
    devices.add(
        new DeviceView(
            "L1.io",
            "x",
            Optional.empty(),
            status,
            "",
            START.plusSeconds(since),
            0,
            Optional.empty(),
            0,
            0));
  }

  private Platform running(Path on, boolean supervised) throws Exception {
    Optional<Long> parent =
        ProcessHandle.current().parent().map(ProcessHandle::pid).filter(pid -> supervised);
    Platform platform =
        new Platform(
            journal,
            new Launcher(folder.resolve("platform"), home, on, parent),
            clock(),
            () -> devices,
            plugins,
            (file, sha256) -> trust.signer(file, sha256),
            new Rest() {
              @Override
              public CompletableFuture<Void> come(Duration atMost) {
                steps.add("rest");
                return rest;
              }

              @Override
              public void end() {
                steps.add("go on");
              }
            },
            () -> tables,
            this::restart);
    made.add(platform);
    platform.open();
    return platform;
  }

  private void restart() {
    steps.add("restart");
    if (restartFails) {
      throw new IllegalStateException("the server cannot be stopped");
    }
  }

  private GateClock clock() {
    return () -> now;
  }

  private Platform running() throws Exception {
    Platform platform = running(home, true);
    until(() -> !platform.now().underWay());
    return platform;
  }

  /** Of what another thread does. */
  private static void until(BooleanSupplier there) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it does not come").isLessThan(end);
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private String refusal(Platform platform, Path assembly) {
    Throwable thrown =
        catchThrowable(
            () ->
                platform.update(SUPERVISOR, assembly, "new", steps::add).get(60, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(Refusal.class);
    assertThat(steps).doesNotContain("restart");
    assertThat(folder.resolve("platform/next")).doesNotExist();
    return thrown.getCause().getMessage();
  }

  private List<String> records() throws Exception {
    return journal
        .read(view -> view.records("platform").stream().map(Entry::type).toList())
        .get(60, TimeUnit.SECONDS);
  }

  private void update(Platform platform) throws Exception {
    platform.update(SUPERVISOR, next.write(), "new", steps::add).get(60, TimeUnit.SECONDS);
    until(() -> steps.contains("restart"));
  }

  private void renamed(String from, String to) throws IOException {
    Files.move(folder.resolve("platform").resolve(from), folder.resolve("platform").resolve(to));
  }

  @Test
  void itComesToRestWritesTheRecordTellsAndOnlyThenEnds() throws Exception {
    update(running());
    assertThat(steps.get(0)).isEqualTo("rest");
    assertThat(steps.get(1)).startsWith("platform 1.0.1 takes over");
    assertThat(steps.get(2)).isEqualTo("restart");
    assertThat(records()).containsExactly("PlatformUpdateBegun");
    assertThat(folder.resolve("platform/next")).hasContent(home + "\n" + next.home + "\nback\n");
  }

  @Test
  void onceItIsUpAndTheLanesAreBackThePausesAreOnRecord() throws Exception {
    update(running());
    renamed("next", "trying");
    online(DeviceStatus.CONNECTING, 3);
    Platform after = running(next.home, true);
    online(DeviceStatus.ONLINE, 9);
    until(() -> !after.now().underWay());
    assertThat(folder.resolve("platform/current")).exists();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformUpdated");
    assertThat(after.history().get(60, TimeUnit.SECONDS).get(1).toString())
        .contains("\"from\":\"1.0.0\"", "\"to\":\"1.0.1\"", "\"pauseMillis\":{\"L1\":9000}");
    assertThat(after.now().version()).isEqualTo("1.0.1");
  }

  @Test
  void theOldOneThatIsStartedAgainSaysThatTheNewOneFailed() throws Exception {
    update(running());
    renamed("next", "failed");
    Platform again = running();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformTakenBack");
    assertThat(again.history().get(60, TimeUnit.SECONDS).get(1).path("reason").asText())
        .contains("was not up in time");
    assertThat(folder.resolve("platform/failed")).doesNotExist();
  }

  @Test
  void aNewOneOnWhichAPluginIsNotUpEndsItselfInTime() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    running(next.home, true);
    until(() -> plugins.asked > 1);
    assertThat(steps).isEmpty();
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> steps.contains("restart"));
    assertThat(folder.resolve("platform/trying")).exists();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformNotUp");
  }

  @Test
  void oneThatIsNotUpEndsItselfAlsoWhenThatCannotBeWritten() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    journal.refuse("PlatformNotUp");
    now = START;
    Platform after = running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> !after.now().underWay());
    assertThat(steps).containsExactly("restart");
    assertThat(folder.resolve("platform/trying")).exists();
    assertThat(records()).containsExactly("PlatformUpdateBegun");
  }

  @Test
  void itsEndThatDoesNotBeginIsTriedAgainAndToldOnce() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    restartFails = true;
    now = START;
    Platform after = running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> steps.size() > 1);
    assertThat(after.now().underWay()).isTrue();
    restartFails = false;
    until(() -> !after.now().underWay());
    assertThat(steps).containsOnly("restart");
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformNotUp");
  }

  @Test
  void aNewOneWithoutAnyDeviceIsNotUp() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    online(DeviceStatus.OFFLINE, 3);
    now = START;
    running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusSeconds(1);
    until(() -> steps.contains("restart"));
    assertThat(records()).endsWith("PlatformNotUp");
  }

  @Test
  void aCrashBeforeTheLauncherKnowsLeavesTheOldOne() throws Exception {
    update(running());
    Files.delete(folder.resolve("platform/next"));
    running();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformTakenBack");
  }

  @Test
  void withNewerTablesThereIsNoWayBack() throws Exception {
    next.tables = 3;
    update(running());
    assertThat(Files.readString(folder.resolve("platform/next"))).endsWith("keep\n");
  }

  @Test
  void withoutAWayBackOneThatIsNotUpSaysSoOnceAndStays() throws Exception {
    next.tables = 3;
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    Platform after = running(next.home, true);
    until(() -> plugins.asked > 1);
    assertThat(folder.resolve("platform/trying")).exists();
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> !after.now().underWay());
    assertThat(folder.resolve("platform/current")).exists();
    assertThat(records())
        .containsExactly("PlatformUpdateBegun", "PlatformNotUp", "PlatformUpdated");
    assertThat(steps).isEmpty();
  }

  @Test
  void soItDoesWhenThatCannotBeWritten() throws Exception {
    next.tables = 3;
    update(running());
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    journal.refuse("PlatformNotUp");
    now = START;
    Platform after = running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> !after.now().underWay());
    assertThat(folder.resolve("platform/current")).exists();
    assertThat(journal.refused()).isEqualTo(1);
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformUpdated");
  }

  @Test
  void refusesWhatWouldStrandAPinnedFlow() throws Exception {
    plugins.missing.add(
        "flow cargo-export 1.0.0 needs the package org.amitygate.flow [1.0,2) (3 crossings are under way on it)");
    assertThat(refusal(running(), next.write()))
        .contains("would leave behind: flow cargo-export 1.0.0", "3 crossings are under way");
    assertThat(plugins.packages).containsKey("org.amitygate.flow");
    assertThat(records()).isEmpty();
    assertThat(steps).isEmpty();
  }

  @Test
  void refusesWhatCannotRunHere() throws Exception {
    Platform platform = running();
    tables = 3;
    assertThat(refusal(platform, next.write()))
        .contains("up to version 2, and they are of version 3");
    tables = 2;
    next.java = 99;
    assertThat(refusal(platform, next.write())).contains("needs Java 99");
    assertThat(refusal(platform, home)).contains("runs on 1.0.0 in " + home + " already");
    assertThat(refusal(platform, folder.resolve("platform-9.tar.gz"))).contains("there is no file");
    assertThat(steps).isEmpty();
  }

  @Test
  void refusesWhenNobodyWouldStartIt() throws Exception {
    Platform platform = running(home, false);
    until(() -> !platform.now().underWay());
    assertThat(refusal(platform, next.write())).contains("nobody starts another platform");
  }

  @Test
  void refusesWhomItDoesNotTrust() throws Exception {
    trust =
        (file, sha256) -> {
          throw new Refusal("'" + file.getFileName() + "' is not signed");
        };
    assertThat(refusal(running(), next.write())).isEqualTo("'new' is not signed");
    Path broken = Files.writeString(folder.resolve("x.tar.gz"), "no archive");
    assertThat(refusal(running(), broken)).isEqualTo("'x.tar.gz' is not signed");
    trust = PluginTrust.ANY;
    assertThat(refusal(running(), broken)).contains("x.tar.gz is no archive of an assembly");
  }

  @Test
  void refusesAndGoesOnWhenTheJournalCannotBeWritten() throws Exception {
    Platform platform = running();
    journal.breakDown(true);
    assertThat(refusal(platform, next.write())).contains("the journal cannot be used");
    assertThat(steps).containsExactly("rest", "go on");
  }

  @Test
  void goesOnWhateverFailsWhileItRests() throws Exception {
    Platform platform = running();
    plugins.broken = true;
    assertThat(platform.update(SUPERVISOR, next.write(), "new", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the list of plug-ins is broken");
    assertThat(steps).containsExactly("rest", "go on");
    assertThat(records()).isEmpty();
  }

  @Test
  void goesOnWhenItsEndDoesNotBegin() throws Exception {
    Platform platform = running();
    restartFails = true;
    update(platform);
    until(() -> steps.contains("go on"));
  }

  @Test
  void whatTheLauncherCouldNotBeToldForSureIsTakenBack() throws Exception {
    Platform platform = running();
    Files.createDirectories(folder.resolve("platform/next.part")); // where a file has to be written
    Files.writeString(folder.resolve("platform/next"), "as if only its sync had failed");
    assertThat(refusal(platform, next.write())).contains("cannot be written", "make room");
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformTakenBack");
    assertThat(steps).containsExactly("rest", "go on");
    assertThat(platform.now().underWay()).isFalse();
  }

  @Test
  void itIsOverEvenIfThatCannotBeWritten() throws Exception {
    Platform platform = running();
    Files.createDirectories(folder.resolve("platform/next.part"));
    journal.refuse("PlatformTakenBack");
    assertThat(refusal(platform, next.write())).contains("the journal cannot be used");
    assertThat(platform.now().underWay()).isFalse();
    assertThat(steps).containsExactly("rest", "go on");
  }

  @Test
  void refusesWhatDoesNotComeToRest() throws Exception {
    rest = CompletableFuture.failedFuture(new Refusal("a stage on lane L1 has not ended"));
    assertThat(refusal(running(), next.write())).isEqualTo("a stage on lane L1 has not ended");
    assertThat(records()).isEmpty();
  }

  @Test
  void needsASupervisorAndAReason() throws Exception {
    Platform platform = running();
    Actor integrator = new Actor("ines", Set.of(Role.INTEGRATOR));
    assertThat(platform.update(integrator, home, "new", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("needs the role supervisor");
    assertThat(platform.update(SUPERVISOR, home, " ", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("a reason is needed");
  }

  @Test
  void unpacksAnArchiveAndTakesWhatIsInIt() throws Exception {
    next.write();
    Path archive = folder.resolve("amity-gate-1.0.1.tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", folder.toString(), "new")
            .start();
    assertThat(tar.waitFor()).isZero();
    Platform platform = running();
    platform.update(SUPERVISOR, archive, "new", steps::add).get(60, TimeUnit.SECONDS);
    String unpacked = Files.readAllLines(folder.resolve("platform/next")).get(1);
    assertThat(Path.of(unpacked)).startsWith(folder.resolve("platform"));
    assertThat(Assembly.read(Path.of(unpacked)).version()).isEqualTo("1.0.1");
    assertThat(folder.resolve("platform/archive.part")).doesNotExist();
  }
}
