package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher with servers that are a few lines of shell. */
class LauncherScriptTest {

  private static final Path SCRIPT =
      Path.of("../../karaf-assembly/src/main/resources/bin/amity-gate");

  @TempDir Path folder;
  private Path old;
  private Path other;
  private Path base;

  @BeforeEach
  void install() throws IOException {
    folder = folder.toRealPath();
    old = installation("old");
    other = installation("other");
    base = Files.createDirectories(folder.resolve("base"));
    Files.createDirectories(base.resolve("platform"));
  }

  private Path installation(String name) throws IOException {
    Path home = folder.resolve(name);
    for (String part : List.of("bin", "etc", "plugins", "system/org/amitygate")) {
      Files.createDirectories(home.resolve(part));
    }
    for (String file :
        List.of(
            "config.properties",
            "jre.properties",
            "startup.properties",
            "org.apache.karaf.features.cfg",
            "org.apache.karaf.features.xml")) {
      Files.writeString(home.resolve("etc").resolve(file), "");
    }
    Files.copy(SCRIPT, home.resolve("bin/amity-gate"));
    Files.setPosixFilePermissions(
        home.resolve("bin/amity-gate"), PosixFilePermissions.fromString("rwxr-xr-x"));
    does(home, "exit 0");
    return home;
  }

  /** What the server of an installation does when it is started. */
  private void does(Path home, String shell) throws IOException {
    Files.writeString(
        home.resolve("bin/karaf"),
        """
        platform=$KARAF_BASE/platform
        echo %s >> "$KARAF_BASE/started"
        %s
        """
            .formatted(home.getFileName(), shell));
  }

  /** The first start hands over to the other one, later ones end. */
  private void handsOver(String way) throws IOException {
    does(
        old,
        """
        [ ! -f "$KARAF_BASE/done" ] || exit 0
        touch "$KARAF_BASE/done"
        printf '%%s\\n%%s\\n%s\\n' %s %s > "$platform/next"
        exit 10
        """
            .formatted(way, old, other));
  }

  private static final String COMES_UP = "mv \"$platform/trying\" \"$platform/current\"";

  private Process launch(Path home, String... options) throws IOException {
    return launch(home, Map.of(), options);
  }

  private Process launch(Path home, Map<String, String> environment, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/amity-gate").toString());
    command.addAll(List.of(options));
    command.add(base.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("said").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private int run(Path home, String... options) throws Exception {
    return end(launch(home, options));
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private List<String> started() throws IOException {
    return Files.readAllLines(base.resolve("started"));
  }

  private boolean is(String file) {
    return Files.exists(base.resolve("platform").resolve(file));
  }

  @Test
  void startsItsOwnInstallationAndEndsWithItsStatus() throws Exception {
    does(old, "exit 7");
    assertThat(run(old)).isEqualTo(7);
    assertThat(run(old, "--supervise")).isEqualTo(7);
    assertThat(started()).containsExactly("old", "old");
  }

  @Test
  void aBlankInThePathOfTheConfigurationIsRefused() throws Exception {
    Path config = Files.writeString(folder.resolve("my gate.yaml"), "");
    Map<String, String> environment = Map.of("AMITY_GATE_CONFIG", config.toString());
    assertThat(end(launch(old, environment))).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("said")))
        .startsWith("amity-gate: the path must not contain spaces: ")
        .contains("my gate.yaml");
    assertThat(base.resolve("started")).doesNotExist();
  }

  @Test
  void supervisedItStartsTheNextOneAndThatStaysOnceItIsUp() throws Exception {
    handsOver("back");
    does(other, COMES_UP);
    assertThat(run(old, "--supervise")).isZero();
    assertThat(started()).containsExactly("old", "other");
    assertThat(is("current")).isTrue();
    does(other, "exit 3");
    assertThat(run(old, "--supervise")).isEqualTo(3);
    assertThat(run(old)).isEqualTo(3);
    assertThat(started()).containsExactly("old", "other", "other", "other");
  }

  @Test
  void oneThatEndsBeforeItIsUpIsFollowedByTheOldOne() throws Exception {
    handsOver("back");
    does(other, "exit 1");
    assertThat(run(old, "--supervise")).isZero();
    assertThat(started()).containsExactly("old", "other", "old");
    assertThat(is("failed")).isTrue();
    assertThat(is("trying")).isFalse();
  }

  @Test
  void oneThatDoesNotComeUpInTimeIsEnded() throws Exception {
    handsOver("back");
    does(other, "while :; do sleep 1; done");
    assertThat(end(launch(old, Map.of("AMITY_GATE_UP_WITHIN", "0"), "--supervise"))).isZero();
    assertThat(started()).endsWith("old"); // the other one may be too late to say so
    assertThat(is("failed")).isTrue();
  }

  @Test
  void aPowerCutWhileOneIsTriedLeavesTheOldOne() throws Exception {
    Files.writeString(base.resolve("platform/next"), old + "\n" + other + "\nback\n");
    does(other, "kill -9 $$");
    run(old); // becomes the other one, and dies with it
    assertThat(is("trying")).isTrue();
    assertThat(run(old)).isZero();
    assertThat(started()).containsExactly("other", "old");
  }

  @Test
  void whereThereIsNoWayBackTheNewOneIsStartedAgain() throws Exception {
    handsOver("keep");
    does(other, "exit 1");
    assertThat(run(old, "--supervise")).isEqualTo(1);
    does(other, COMES_UP);
    assertThat(run(old, "--supervise")).isZero();
    assertThat(started()).containsExactly("old", "other", "other");
    assertThat(is("current")).isTrue();
  }

  @Test
  void whoStartsAnotherInstallationGetsThatOne() throws Exception {
    Files.writeString(base.resolve("platform/current"), old + "\n" + other + "\nback\n");
    Path third = installation("third");
    assertThat(run(third)).isZero();
    assertThat(started()).containsExactly("third");
    assertThat(is("current")).isFalse();
  }

  @Test
  void anInstallationThatIsGoneIsNamed() throws Exception {
    Files.writeString(base.resolve("platform/current"), old + "\n/gone\nback\n");
    assertThat(run(old)).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("said"))).contains("/gone", "put it back");
  }

  @Test
  void aSignalToTheLauncherEndsTheServerAndNothingFollows() throws Exception {
    does(
        old,
        """
        trap 'exit 10' TERM
        touch "$KARAF_BASE/up"
        while :; do sleep 0.1; done
        """);
    Process launcher = launch(old, "--supervise");
    Path up = base.resolve("up");
    while (!Files.exists(up)) {
      assertThat(launcher.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    launcher.destroy();
    assertThat(end(launcher)).as("a restart was wanted, and is not any more").isZero();
    assertThat(started()).containsExactly("old");
  }

  /** A program that the launcher finds before the machine's. @return its PATH */
  private Map<String, String> program(String name, String shell) throws IOException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + shell);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("PATH", programs + ":" + System.getenv("PATH"), "AMITY_GATE_UP_WITHIN", "1");
  }

  /** The launcher is told to end while it renames a file. */
  private static final String SIGNAL = "kill -TERM $PPID\nexec /bin/mv \"$@\"\n";

  @Test
  void aSignalBetweenTheOldServerAndTheNextEndsTheLauncher() throws Exception {
    handsOver("back");
    does(other, COMES_UP);
    assertThat(end(launch(old, program("mv", SIGNAL), "--supervise"))).isZero();
    assertThat(started()).containsExactly("old");
    assertThat(run(old, "--supervise")).isZero();
    assertThat(started()).as("it was not tried before").containsExactly("old", "other");
    assertThat(is("current")).isTrue();
    assertThat(is("failed")).isFalse();
  }

  @Test
  void aSignalBeforeThereIsAServerEndsTheLauncherAlone() throws Exception {
    Files.writeString(base.resolve("platform/next"), old + "\n" + other + "\nback\n");
    Path script = old.resolve("bin/amity-gate");
    ProcessBuilder builder =
        new ProcessBuilder("setsid", script.toString(), "--supervise", base.toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
    builder.environment().putAll(program("mv", SIGNAL));
    Process launcher = builder.start();
    try {
      assertThat(end(launcher)).isZero();
    } finally {
      launcher.destroyForcibly();
    }
    assertThat(is("next")).as("it was not tried").isTrue();
    assertThat(is("trying")).isFalse();
    assertThat(base.resolve("started")).doesNotExist();
  }

  @Test
  void oneThatDoesNotComeUpIsEndedAlsoWhenTheDiskIsFull() throws Exception {
    handsOver("back");
    does(other, "for i in $(seq 30); do sleep 1; done; echo > \"$KARAF_BASE/by-itself\"");
    Map<String, String> full =
        program("touch", "case $1 in */ended) exit 1 ;; esac\nexec /bin/touch \"$@\"\n");
    assertThat(end(launch(old, full, "--supervise"))).isZero();
    assertThat(base.resolve("by-itself")).doesNotExist();
    assertThat(started()).endsWith("old");
    assertThat(is("failed")).isTrue();
  }

  @Test
  void oneThatComesUpWhileItIsEndedForBeingLateIsStartedAgain() throws Exception {
    handsOver("back");
    does(
        other,
        """
        [ ! -f "$KARAF_BASE/up" ] || exit 0
        trap '%s; exit 143' TERM
        touch "$KARAF_BASE/up"
        while :; do /bin/sleep 0.1; done
        """
            .formatted(COMES_UP));
    Map<String, String> waits =
        program(
            "sleep",
            "until [ -f '%s' ]; do /bin/sleep 0.02; done; exec /bin/sleep \"$@\""
                .formatted(base.resolve("up")));
    assertThat(end(launch(old, waits, "--supervise"))).isZero();
    assertThat(started()).containsExactly("old", "other", "other");
    assertThat(is("current")).isTrue();
  }
}
