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
import org.junit.jupiter.api.io.TempDir;

/**
 * A platform that runs in a folder, and another one beside it; its end is noted and does not come.
 */
abstract class PlatformBench {

  static final Actor SUPERVISOR = new Actor("sue", Set.of(Role.SUPERVISOR));
  static final Instant START = Instant.parse("2026-11-23T01:00:00Z");

  @TempDir Path folder;
  final MemoryJournal journal = new MemoryJournal();
  final TestPlugins plugins = new TestPlugins();
  private final List<DeviceView> devices = new CopyOnWriteArrayList<>();
  final List<String> steps = new CopyOnWriteArrayList<>();
  private final List<Platform> made = new ArrayList<>();
  CompletableFuture<Void> rest = CompletableFuture.completedFuture(null);
  PluginTrust trust = PluginTrust.ANY;
  volatile Instant now = START;
  volatile boolean restartFails;
  int tables = 2;
  Path home;
  TestAssembly next;

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

  final void online(DeviceStatus status, long since) {
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

  final Platform running(Path on, boolean supervised) throws Exception {
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

  final Platform running() throws Exception {
    Platform platform = running(home, true);
    until(() -> !platform.now().underWay());
    return platform;
  }

  /** Of what another thread does. */
  static void until(BooleanSupplier there) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it does not come").isLessThan(end);
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  final String refusal(Platform platform, Path assembly) {
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

  final List<String> records() throws Exception {
    return journal
        .read(view -> view.records("platform").stream().map(Entry::type).toList())
        .get(60, TimeUnit.SECONDS);
  }

  final void update(Platform platform) throws Exception {
    platform.update(SUPERVISOR, next.write(), "new", steps::add).get(60, TimeUnit.SECONDS);
    until(() -> steps.contains("restart"));
  }

  final void renamed(String from, String to) throws IOException {
    Files.move(folder.resolve("platform").resolve(from), folder.resolve("platform").resolve(to));
  }
}
