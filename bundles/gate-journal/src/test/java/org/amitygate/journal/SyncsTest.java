package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Counts the syncs of a writing process from outside: a store that does not sync passes every test
 * that only kills processes. Needs a C compiler; without one it is skipped, and says so.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class SyncsTest {

  @TempDir Path folder;
  private final TestStore database;

  SyncsTest(TestStore database) {
    this.database = database;
  }

  /** Syncs that are none of the writer's: a database looks after itself, too. */
  abstract long others();

  /**
   * @param other the shortest wait in µs, or records
   */
  private record Counted(long syncs, long other) {}

  @Test
  void nobodyIsToldBeforeTheDiskHasItAndManyShareASync() throws Exception {
    Map<String, Counted> counted = run(compiled());

    assertThat(counted.get("alone").syncs())
        .as("one sync for each commit")
        .isBetween((long) SyncingWriter.WORKS, SyncingWriter.WORKS + others());

    assertThat(counted.get("slow").syncs())
        .isBetween((long) SyncingWriter.WORKS, SyncingWriter.WORKS + others());
    assertThat(counted.get("slow").other())
        .as("µs until one writer is told, each sync taking %d longer", SyncingWriter.SLOWER_MICROS)
        .isGreaterThanOrEqualTo(SyncingWriter.SLOWER_MICROS);

    Counted together = counted.get("together");
    assertThat(together.other() / (double) together.syncs())
        .as("records for each sync of %d lanes, %s", SyncingWriter.LANES, together)
        .isGreaterThanOrEqualTo(16);
  }

  final Path compiled() throws IOException, InterruptedException {
    Path source = folder.resolve("syncs.c");
    Path library = folder.resolve("syncs.so");
    Files.copy(Path.of("../../proofs/syncs.c"), source);
    ProcessBuilder cc =
        new ProcessBuilder(
            "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
    try {
      assertThat(cc.inheritIO().start().waitFor()).isZero();
    } catch (IOException e) {
      return abort("syncs are not counted without a C compiler: " + e.getMessage());
    }
    return library;
  }

  private Map<String, Counted> run(Path library) throws IOException, InterruptedException {
    Path out = folder.resolve("child.out");
    Process child =
        watched(library, SyncingWriter.class, database.name()).redirectOutput(out.toFile()).start();
    assertThat(child.waitFor()).as(errors()).isZero();
    Map<String, Counted> counted = new HashMap<>();
    for (String line : Files.readAllLines(out)) {
      String[] words = line.split(" ");
      counted.put(words[0], new Counted(Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    return counted;
  }

  /** A process whose syncs are counted; its first argument is its data folder. */
  final ProcessBuilder watched(Path library, Class<?> program, String argument) throws IOException {
    Path counter = Files.write(folder.resolve("syncs"), new byte[SyncingWriter.NUMBERS]);
    ProcessBuilder child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                folder.resolve("data").toString(),
                argument)
            .redirectError(folder.resolve("child.err").toFile());
    child.environment().put("LD_PRELOAD", library.toString());
    child.environment().put("SYNC_COUNT_FILE", counter.toString());
    return child;
  }

  final String errors() throws IOException {
    return Files.readString(folder.resolve("child.err"));
  }
}
