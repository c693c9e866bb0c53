package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.View;
import org.junit.jupiter.api.Test;

class SqliteSyncsTest extends SyncsTest {

  SqliteSyncsTest() {
    super(TestStore.SQLITE);
  }

  @Override
  long others() {
    return 0;
  }

  @Test
  void aWorkWhoseSyncFailedWaitsUntilItIsKnown() throws Exception {
    List<String> lines = killedAtItsEnd(compiled());
    List<String> acknowledged = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (int n = 1; n <= FailingSyncs.MOST; n++) {
      assertThat(lines).contains("failing-" + n + " waits not-writable");
      assertThat(lines).contains("after-" + n + " acknowledged writable");
    }
    assertThat(lines).last().isEqualTo("left waits not-writable");
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[1]) {
        case "acknowledged" -> acknowledged.add(words[0]);
        case "refused" -> refused.add(words[0]);
        default -> assertThat(words[1]).isEqualTo("waits");
      }
    }
    assertThat(acknowledged.size() + refused.size())
        .as("%s", lines)
        .isEqualTo(2 * FailingSyncs.MOST);

    Path data = folder.resolve("data");
    for (int n = 1; n <= FailingSyncs.MOST; n++) {
      String key = "failing-" + n;
      assertThat(
              TestStore.SQLITE.number(
                  data.resolve(Integer.toString(n)),
                  "SELECT COUNT(*) FROM record WHERE instr(body, '%s')".formatted(key)))
          .as("%s in the file without its log", key)
          .isEqualTo(acknowledged.contains(key) ? 1 : 0);
    }
    assertThat(TestStore.SQLITE.check(data).faults).isEmpty();
    try (JournalFolder gate = JournalFolder.open(data)) {
      List<String> stored = gate.journal().read(SqliteSyncsTest::keys).join();
      assertThat(stored).containsAll(acknowledged).doesNotHaveDuplicates();
      assertThat(stored).as("refused is not there").doesNotContainAnyElementsOf(refused);
    }
  }

  private static List<String> keys(View view) {
    return view.records(FailingSyncs.STREAM).stream()
        .map(entry -> entry.body().path("key").asText())
        .toList();
  }

  private List<String> killedAtItsEnd(Path library) throws Exception {
    Process child = watched(library, FailingSyncs.class, "").start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = out.readLine();
      while (line != null && !line.equals(FailingSyncs.END)) {
        lines.add(line);
        line = out.readLine();
      }
      assertThat(line).as(errors()).isNotNull();
      child.toHandle().destroyForcibly();
      child.waitFor();
    }
    return lines;
  }
}
