package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code ./gate} in a checkout where everything is built, with a Java that only tells. */
class GateScriptTest {

  private static final List<String> BUILT =
      List.of(
          "demo/target/demo.jar",
          "verifier/target/verifier.jar",
          "crash-agent/target/crash-agent.jar",
          "partner-search/target/partner-search.jar",
          "simulator/target/simulator.jar",
          "partner-check/target/partner-check.jar");

  @TempDir Path folder;
  private Path caller;
  private Path tools;

  @BeforeEach
  void setUp() throws IOException {
    folder = folder.toRealPath();
    caller = Files.createDirectories(folder.resolve("caller"));
    tools = Files.createDirectories(folder.resolve("tools"));
    script(
        folder.resolve("java/bin/java"),
        """
        if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
        echo "in $PWD: $*"
        """);
  }

  private static void script(Path file, String shell) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + shell);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path checkout(String name) throws IOException {
    Path root = Files.createDirectories(folder.resolve(name));
    Files.copy(Path.of("../gate"), root.resolve("gate"));
    for (String part : List.of("bundles", "features", "world", "bench")) {
      Files.createDirectories(root.resolve(part));
    }
    Files.createFile(root.resolve("pom.xml"));
    for (String jar : BUILT) {
      Files.createDirectories(root.resolve(jar).getParent());
      Files.createFile(root.resolve(jar));
    }
    Path assembly = root.resolve("karaf-assembly/target/assembly");
    Files.createDirectories(assembly.resolve("system"));
    script(assembly.resolve("bin/amity-gate"), "echo \"$* with ${AMITY_GATE_CONFIG:-}\"\n");
    Files.createDirectories(root.resolve(".gate"));
    Files.createFile(root.resolve(".gate/built"));
    return root;
  }

  private String gate(Path root, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", root.resolve("gate").toString()));
    command.addAll(List.of(words));
    Path said = folder.resolve("said");
    ProcessBuilder builder = new ProcessBuilder(command).directory(caller.toFile());
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
    builder.environment().merge("PATH", tools.toString(), (path, first) -> first + ":" + path);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + Files.readString(said);
  }

  @Test
  void filesAreNamedFromWhereItIsCalled() throws Exception {
    Path root = checkout("checkout");
    Files.createFile(caller.resolve("my.yaml"));
    assertThat(gate(root, "run", "--base", "base", "--config", "my.yaml"))
        .startsWith("0 ")
        .endsWith("--supervise " + caller + "/base with " + caller + "/my.yaml\n");
    assertThat(gate(root, "run", "--base", "/srv/gate")).endsWith("--supervise /srv/gate with \n");
    assertThat(gate(root, "run", "--config", "other.yaml"))
        .isEqualTo("1 gate: no such file: " + caller + "/other.yaml\n");
    for (String command :
        List.of("demo", "bench swap", "prove zoo", "prove rehearsal", "prove crash", "lone")) {
      assertThat(gate(root, (command + " --json report.json").split(" ")))
          .as(command)
          .startsWith("0 in " + caller + ": ")
          .contains(" --root " + root + " ")
          .endsWith(" --json report.json\n");
    }
  }

  @Test
  void blanksAreRefusedBeforeAnythingIsBuilt() throws Exception {
    Path blank = checkout("a checkout");
    Files.delete(blank.resolve(".gate/built"));
    assertThat(gate(blank, "demo"))
        .isEqualTo("1 gate: the path of the checkout must not contain blanks: " + blank + "\n");
    Path root = checkout("checkout");
    Files.delete(root.resolve(".gate/built"));
    assertThat(gate(root, "run", "--base", "a base"))
        .startsWith("1 gate: the path of the base must not contain blanks: ");
    Files.createFile(caller.resolve("my gate.yaml"));
    assertThat(gate(root, "run", "--config", "my gate.yaml"))
        .startsWith("1 gate: the path of the configuration must not contain blanks: ");
  }

  @Test
  void whatFailsBeforeTheVerifierIsNoFaultOfTheJournal() throws Exception {
    Path root = checkout("checkout");
    assertThat(gate(root, "verify", "store")).startsWith("0 in " + caller + ": ");
    Files.delete(root.resolve(".gate/built"));
    script(tools.resolve("touch"), "exit 1\n"); // as in a checkout that is another account's
    assertThat(gate(root, "verify", "store")).startsWith("2 ");
    assertThat(gate(root, "export", "store")).startsWith("2 ");
    assertThat(gate(root, "demo")).startsWith("1 ");
  }

  @Test
  void withoutPsNothingIsCalledEnded() throws Exception {
    Path root = checkout("checkout");
    Path pid = Files.createDirectories(root.resolve("run/pids")).resolve("1.pid");
    Files.writeString(pid, String.valueOf(ProcessHandle.current().pid()));
    script(tools.resolve("ps"), "exit 1\n");
    assertThat(gate(root, "down"))
        .startsWith("1 gate: 'ps -o args= -p PID' does not work here")
        .contains("nothing was stopped");
    assertThat(pid).exists();
    Files.delete(tools.resolve("ps"));
    assertThat(gate(root, "down")).isEqualTo("0 gate: nothing is running\n");
    assertThat(pid).doesNotExist();
  }

  /** Longer than the 10 s that its conductor leaves to its children. */
  @Test
  @Tag("slow")
  void downStopsALoneGateWhereverItsFolderIs() throws Exception {
    Path root = checkout("checkout");
    Path java = folder.resolve("java/bin/java");
    script(
        java,
        """
        if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
        trap 'sleep 13; touch "$PWD/ended"; exit' TERM
        echo started
        while true; do sleep 0.1; done
        """);
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash", root.resolve("gate").toString(), "lone", "--dir", folder + "/elsewhere")
            .directory(caller.toFile())
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
    Process lone = builder.start();
    try (BufferedReader said = lone.inputReader()) {
      assertThat(said.lines().anyMatch("started"::equals)).isTrue();
      assertThat(gate(root, "down")).isEqualTo("0 gate: stopped\n");
      assertThat(lone.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(caller.resolve("ended")).exists();
    } finally {
      lone.destroyForcibly();
    }
  }
}
