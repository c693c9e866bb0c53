package org.amitygate.journal;

import static org.amitygate.journal.Findable.found;
import static org.amitygate.journal.Findable.manyMore;
import static org.amitygate.journal.Findable.query;
import static org.amitygate.journal.Findable.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each criterion finds in both scripts, among the newest crossings and among those whose words are
 * in blocks. The questions change nothing: all are asked of the same two stores.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CriteriaTest {

  private final TestStore database;
  private Fixture newest;
  private Fixture inBlocks;

  CriteriaTest(TestStore database) {
    this.database = database;
  }

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    newest = three(folder.resolve("newest"));
    inBlocks = three(folder.resolve("blocks"));
    manyMore(inBlocks, 10);
  }

  @AfterAll
  void close() {
    newest.close();
    inBlocks.close();
  }

  private Fixture three(Path folder) throws IOException {
    Fixture gate = new Fixture(database.open(Files.createDirectories(folder)));
    gate.write(
        tx -> {
          tx.put(
              row(
                  1,
                  1,
                  "桂A·12345",
                  "CSQU3054383",
                  "友谊关-2026-1",
                  new String[] {"REFUSED", "PERSON", "L1"}));
          tx.put(
              row(
                  2,
                  1,
                  "29C-123.45&51R-777.77",
                  "MSKU1234565, TGHU7654321",
                  "D2",
                  new String[] {"HOLD_WEIGHT", "WEIGHT", "L2"}));
          tx.put(
              row(
                  3,
                  1,
                  "29MĐ1-123.45",
                  "",
                  "Hữu Nghị/7",
                  new String[] {"UNDER_WAY", "", "Đường-3"}));
        });
    return gate;
  }

  @ParameterizedTest
  @CsvSource({
    "plate, 桂A·12345, 1",
    "plate, 桂a12345, 1",
    "plate, 桂, 1",
    "plate, 12345, 1 2 3",
    "plate, 29C-123.45, 2",
    "plate, 29c12345, 2",
    "plate, 29 c 123 45, 2",
    "plate, 51r, 2",
    "plate, 12345 51, ''",
    "plate, 29md1, 3",
    "plate, 29MĐ1, 3",
    "plate, 305438, ''",
    "container, CSQU 305438-3, 1",
    "container, 305438, 1",
    "container, msku, 2",
    "container, 1234565, 2",
    "container, tghu, 2",
    "declaration, huu nghi, 3",
    "declaration, Hữu Nghị, 3",
    "declaration, HỮU NGHỊ/7, 3",
    "declaration, 友谊关, 1",
    "declaration, 谊, 1",
    "declaration, huu nghi 8, ''",
    "name, 0002, 2",
    "name, hn-1123-0003-k, 3",
    "text, 12345, 1 2 3",
    "text, huu, 3",
    "text, 友谊, 1",
    "text, 3054383, 1",
    "text, 1123-0001, 1",
    "state, hold_weight, 2",
    "state, HOLD, ''",
    "reason, person, 1",
    "reason, PERSON, 1",
    "lane, duong 3, 3",
    "lane, Đường-3, 3",
  })
  void eachCriterionFindsInBothScripts(String criterion, String typed, String expected) {
    List<Integer> wanted =
        expected.isEmpty()
            ? List.of()
            : List.of(expected.split(" ")).stream().map(Integer::valueOf).toList();
    assertThat(found(newest, query(criterion, typed))).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(found(inBlocks, query(criterion, typed)))
        .as("from a block")
        .containsExactlyInAnyOrderElementsOf(wanted);
  }
}
