package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No break of {@code proofs/sabotage.txt} is passed over: the real program, with a Maven of ours.
 */
class SabotageListTest {

  private static final String CHANGE = "<<<\nold\n===\nnew\n>>>\n";

  @TempDir Path folder;

  /** What it says, and its status. */
  private String sabotage(Path... folders) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add(Path.of("../proofs/Sabotage.java").toString());
    Stream.of(folders).map(Path::toString).forEach(command::add);
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(said).strip() + " (" + process.exitValue() + ")";
  }

  private Path project(String entries) throws Exception {
    Path root = folder.resolve("project");
    Files.createDirectories(root.resolve("proofs"));
    Files.writeString(root.resolve("proofs/sabotage.txt"), "About the list.\n\n" + entries);
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.createDirectories(root.resolve("module"));
    Files.writeString(root.resolve("module/File.java"), "old text\n");
    return root;
  }

  private String readList(String entries) throws Exception {
    return sabotage(project(entries));
  }

  @Test
  void eachBreakOfTheProjectCanBeMade() throws Exception {
    assertThat(sabotage(Path.of(".."))).matches("\\d+ promises can be broken \\(0\\)");
  }

  @Test
  void aBreakThatCannotBeMadeIsNamed() throws Exception {
    String entry = "### A promise\nmodule File.java\n";

    assertThat(readList(entry + CHANGE)).isEqualTo("1 promises can be broken (0)");
    assertThat(readList(entry)).startsWith("'A promise': 0 changes").endsWith("(1)");
    assertThat(readList(entry + "<<<\nold\n===\nnew\n\n### Next\nmodule File.java\n" + CHANGE))
        .startsWith("'A promise': 0 changes, but <<< is there 1 times")
        .endsWith("(1)");
    assertThat(readList(entry + CHANGE + "<<<\ntext\n===\n"))
        .startsWith("'A promise': 1 changes, but <<< is there 2 times")
        .endsWith("(1)");
    assertThat(readList(entry + CHANGE + CHANGE))
        .startsWith("'A promise': this is not once in File.java")
        .endsWith("(1)");
  }

  @Test
  void whatFailsWithoutABreakProvesNothing() throws Exception {
    Path root = project("### A promise\nmodule File.java\n" + CHANGE);
    Path copy = folder.resolve("copy");
    Path maven = folder.resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/usr/bin/env bash
        [ -e fails ] || grep -q new module/File.java || exit 0
        mkdir -p module/target/surefire-reports
        echo '<testcase name="a" classname="ATest" time="1"><failure' \\
          > module/target/surefire-reports/ATest.xml
        exit 1
        """);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(sabotage(root, copy)).endsWith("1 promises broken, 1 breaks noticed (0)");

    Files.createFile(root.resolve("fails"));
    assertThat(sabotage(root, copy))
        .isEqualTo("module fails without a break: noticed by ATest.a (1)");
  }
}
