package org.amitygate.bench.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.amitygate.bench.contender.Postgres;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.View;
import org.amitygate.journal.JournalFolder;

/**
 * How long searches take while vehicles pass, at each size of one store: the journal of the server,
 * in this process, on its real database. For one thread.
 */
public final class SearchSizes {

  private static final int WARM_UP = 3;

  private final SearchOptions options;
  private final String store;
  private final Path data;
  private final StorageConfig storage;
  private final String jdbcUrl;

  private SearchSizes(
      SearchOptions options, String store, Path data, StorageConfig storage, String jdbcUrl) {
    this.options = options;
    this.store = store;
    this.data = data;
    this.storage = storage;
    this.jdbcUrl = jdbcUrl;
  }

  /**
   * With as many searches and lanes as {@code ./gate bench search} has unless it is told otherwise.
   *
   * @param folder an empty one, or one that is not there yet
   * @param server empty: in SQLite
   * @throws IOException there is no place for it
   */
  public static SearchSizes usual(Path folder, Optional<Postgres> server) throws IOException {
    return of(SearchOptions.parse(new String[0]), folder, server);
  }

  static SearchSizes of(SearchOptions options, Path folder, Optional<Postgres> server)
      throws IOException {
    if (server.isEmpty()) {
      String url = "jdbc:sqlite:" + folder.resolve("journal.db");
      return new SearchSizes(options, "sqlite", folder, StorageConfig.USUAL, url);
    }
    StorageConfig storage = server.get().storage("search");
    return new SearchSizes(options, "postgres", folder, storage, server.get().jdbcUrl("search"));
  }

  /**
   * Fills the store to each size, and searches.
   *
   * @param sizes records that are stored
   * @return what {@code ./gate bench search} prints, for each size, the smallest first
   * @throws IOException the store cannot be filled, or a search failed
   */
  public List<ObjectNode> measure(List<Long> sizes) throws IOException, InterruptedException {
    try {
      return fillAndMeasure(sizes.stream().sorted().toList());
    } catch (SQLException | ExecutionException e) {
      throw new IOException("the searches on " + store + " cannot be measured", e);
    }
  }

  private List<ObjectNode> fillAndMeasure(List<Long> sizes)
      throws IOException, SQLException, ExecutionException, InterruptedException {
    Files.createDirectories(data.toAbsolutePath().getParent());
    List<ObjectNode> figures = new ArrayList<>();
    long most = sizes.get(sizes.size() - 1);
    Instant start =
        Instant.now().minus(Vehicles.BETWEEN.multipliedBy(2 * most / SearchFiller.RECORDS));
    Vehicles vehicles = new Vehicles(options.seed(), start.minus(Duration.ofDays(2)));
    JournalFolder.open(data, () -> storage).close(); // makes the tables
    long stored = 0;
    for (long size : sizes) {
      long until = size / SearchFiller.RECORDS;
      long began = System.nanoTime();
      new SearchFiller(vehicles, options.seed() + size).fill(jdbcUrl, stored, until);
      long filled = System.nanoTime();
      try (JournalFolder opened = JournalFolder.open(data, () -> storage)) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("store", store).put("records", size).put("crossings", until);
        line.put("fillSeconds", TimeUnit.NANOSECONDS.toSeconds(filled - began));
        line.put("openMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - filled));
        stored = until + measure(opened.journal(), vehicles, until, line);
        figures.add(line);
      }
      // What traffic wrote has places of its own: filling goes on behind it.
      stored = Math.max(stored, until);
      System.out.println(figures.get(figures.size() - 1));
    }
    return figures;
  }

  /**
   * @return vehicles that passed meanwhile
   */
  private long measure(Journal journal, Vehicles vehicles, long stored, ObjectNode line)
      throws ExecutionException, InterruptedException {
    Traffic traffic = new Traffic(journal, vehicles, stored);
    var driving = traffic.start(options.lanes());
    SearchMix mix = new SearchMix(vehicles, stored, options.seed());
    Map<String, List<Long>> times = new LinkedHashMap<>();
    List<Long> processor = new ArrayList<>();
    long began = System.nanoTime();
    long passedBefore = traffic.passed();
    for (int turn = 0; turn < WARM_UP + options.searches(); turn++) {
      if (turn == WARM_UP) {
        began = System.nanoTime();
        passedBefore = traffic.passed();
      }
      for (Map.Entry<String, CrossingQuery> each : mix.next().entrySet()) {
        CrossingQuery query = each.getValue();
        long asked = System.nanoTime();
        long worked = journal.read(view -> processorTime(view, query)).get();
        if (turn >= WARM_UP) {
          processor.add(worked);
          times
              .computeIfAbsent(each.getKey(), kind -> new ArrayList<>())
              .add(System.nanoTime() - asked);
        }
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    line.put("crossingsPerSecond", Math.round((traffic.passed() - passedBefore) / seconds));
    traffic.end();
    driving.get();
    List<Long> all = times.values().stream().flatMap(List::stream).toList();
    line.put("searchP50Ms", percentile(all, 50)).put("searchP95Ms", percentile(all, 95));
    line.put("processorP50Ms", percentile(processor, 50));
    line.put("processorP95Ms", percentile(processor, 95));
    ObjectNode kinds = line.putObject("p50AndP95Ms");
    times.forEach(
        (kind, each) -> kinds.putArray(kind).add(percentile(each, 50)).add(percentile(each, 95)));
    return traffic.passed();
  }

  /** Searches, and gives the processor time of this thread: SQLite works in it. */
  private static long processorTime(View view, CrossingQuery query) {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    view.find(query);
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }

  /** Milliseconds with one decimal. */
  static double percentile(List<Long> nanos, int percent) {
    List<Long> sorted = nanos.stream().sorted().toList();
    int at = Math.min(sorted.size() - 1, sorted.size() * percent / 100);
    return Math.round(sorted.get(at) / 1e5) / 10.0;
  }
}
