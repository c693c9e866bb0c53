package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.journal.Outgoing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes, again and again on one folder: what it was told is there, whole, and
 * nothing is half.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class CrashTest {

  private static final int KILLS = 3;

  @TempDir Path folder;
  final TestStore database;

  CrashTest(TestStore database) {
    this.database = database;
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int seed = 0; seed < KILLS; seed++) {
      acknowledged.addAll(killed(seed, 50 + new SplittableRandom(seed).nextInt(2_000)));
      RecordsCheck check = database.check(folder);
      assertThat(check.faults).as("after kill %d", seed).isEmpty();
      try (JournalFolder gate = JournalFolder.open(folder, () -> database.storage(folder))) {
        gate.journal().read(view -> check(view, acknowledged)).join();
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS * 50).doesNotHaveDuplicates();
  }

  /**
   * Each work appended a record, counted it in an item, queued an entry and kept evidence: all or
   * nothing.
   */
  private Void check(org.amitygate.core.journal.View view, List<String> acknowledged) {
    List<String> found = new ArrayList<>();
    for (int t = 0; t < CrashingWriter.THREADS; t++) {
      String stream = CrashingWriter.stream(t);
      var records = view.records(stream);
      int count = view.item("count", stream).map(body -> body.path("n").asInt()).orElse(0);
      assertThat(records).hasSize(count);
      records.forEach(entry -> found.add(entry.body().path("key").asText()));
      for (var entry : records) {
        String name = entry.body().path("evidence").asText();
        assertThat(folder.resolve("evidence").resolve(name.substring(0, 2)).resolve(name)).exists();
      }
    }
    assertThat(found).containsAll(acknowledged).doesNotHaveDuplicates();
    assertThat(view.outbox()).extracting(Outgoing::id).containsExactlyInAnyOrderElementsOf(found);
    return null;
  }

  /**
   * What the child had acknowledged when it was killed, after about {@code after} acknowledgements.
   */
  private List<String> killed(int seed, int after) throws IOException, InterruptedException {
    Path errors = folder.resolve("child.err");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CrashingWriter.class.getName(),
                folder.toString(),
                Integer.toString(seed),
                database.arguments(folder))
            .redirectError(errors.toFile())
            .start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The last line may have been cut by the kill: whole ones end with a full stop.
        if (line.endsWith(".")) {
          acknowledged.add(line);
        }
        if (acknowledged.size() == after) {
          // Not by the Process, which would close the stream before it is read to its end.
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor()).as(Files.readString(errors)).isEqualTo(128 + 9);
    return acknowledged;
  }
}
