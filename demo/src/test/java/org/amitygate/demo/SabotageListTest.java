package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No break of {@code proofs/sabotage.txt} is passed over: the real program reads the list. */
class SabotageListTest {

  private static final String CHANGE = "<<<\nold\n===\nnew\n>>>\n";

  @TempDir Path folder;

  private String read(Path root) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                Path.of("../proofs/Sabotage.java").toString(),
                root.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(said).strip() + " (" + process.exitValue() + ")";
  }

  private String readList(String entries) throws Exception {
    Path root = folder.resolve("project");
    Files.createDirectories(root.resolve("proofs"));
    Files.writeString(root.resolve("proofs/sabotage.txt"), "About the list.\n\n" + entries);
    Files.createDirectories(root.resolve("module"));
    Files.writeString(root.resolve("module/File.java"), "old text\n");
    return read(root);
  }

  @Test
  void eachBreakOfTheProjectCanBeMade() throws Exception {
    assertThat(read(Path.of(".."))).matches("\\d+ promises can be broken \\(0\\)");
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
}
