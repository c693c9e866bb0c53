package org.amitygate.bench.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal;
import org.amitygate.journal.JournalFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void whatIsFilledIsFoundAsWhatTheServerWrites() throws Exception {
    Vehicles vehicles = new Vehicles(7, START);
    JournalFolder.open(folder).close();
    new SearchFiller(vehicles, 7).fill("jdbc:sqlite:" + folder.resolve("journal.db"), 0, 2_000);
    try (JournalFolder opened = JournalFolder.open(folder)) {
      Journal journal = opened.journal();
      CrossingRow row = vehicles.ended(3, 5);
      assertThat(journal.read(view -> view.crossing(row.id())).join()).contains(row);
      SearchMix mix = new SearchMix(vehicles, 2_000, 7);
      Set<String> found = new HashSet<>();
      for (int turn = 0; turn < 20; turn++) {
        mix.next()
            .forEach(
                (kind, query) -> {
                  if (!journal.read(view -> view.find(query)).join().isEmpty()) {
                    found.add(kind);
                  }
                });
      }
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              mix.next().keySet().stream().filter(kind -> !kind.contains("absent")).toList());
      Traffic traffic = new Traffic(journal, vehicles, 2_000);
      var driving = traffic.start(4);
      traffic.end();
      driving.join();
      assertThat(traffic.passed()).isEqualTo(4);
      assertThat(journal.read(view -> view.find(CrossingQuery.newest(9_999))).join())
          .hasSize(2_004)
          .filteredOn(CrossingRow::open)
          .isEmpty();
    }
  }

  @Test
  void eachSizeHasItsFigures() throws Exception {
    SearchOptions options = SearchOptions.parse(new String[] {"--searches", "1", "--lanes", "2"});
    List<ObjectNode> figures =
        SearchSizes.of(options, folder.resolve("data"), Optional.empty())
            .measure(List.of(2_200L, 1_100L));
    assertThat(figures).extracting(line -> line.get("records").asLong()).isSorted().hasSize(2);
    assertThat(figures).allMatch(line -> line.get("searchP95Ms").asDouble() >= 0);
  }

  @Test
  void optionsAreReadAndWrongOnesNamed() {
    SearchOptions options = SearchOptions.parse(new String[] {"--sizes", "5,6", "--seed", "9"});
    assertThat(options.sizes()).containsExactly(5L, 6L);
    assertThat(options.seed()).isEqualTo(9);
    assertThat(options.stores()).containsExactly("sqlite", "postgres");
    assertThatThrownBy(() -> SearchOptions.parse(new String[] {"--store", "oracle"}))
        .hasMessage("--store takes postgres, sqlite");
    assertThatThrownBy(() -> SearchOptions.parse(new String[] {"--searches", "0"}))
        .hasMessageStartingWith("--searches takes whole numbers");
  }

  @Test
  void percentilesAreThoseOfTheSortedTimes() {
    List<Long> times = LongStream.rangeClosed(1, 100).map(n -> n * 1_000_000).boxed().toList();
    assertThat(SearchSizes.percentile(times, 50)).isEqualTo(51);
    assertThat(SearchSizes.percentile(times, 95)).isEqualTo(96);
    assertThat(SearchSizes.percentile(List.of(3_140_000L), 95)).isEqualTo(3.1);
  }
}
