package org.amitygate.bench.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.amitygate.bench.contender.Postgres;
import org.amitygate.bench.server.RunFolder;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.View;
import org.amitygate.journal.JournalFolder;

/**
 * How long searches take while vehicles pass, at each size of the store: the journal of the server,
 * in this process, on its real databases.
 */
public final class Search {

  private static final int WARM_UP = 3;

  private final SearchOptions options;
  private final Path folder;
  private final ArrayNode figures = JsonNodeFactory.instance.arrayNode();

  private Search(SearchOptions options) {
    this.options = options;
    this.folder = options.root().resolve("run/bench-search");
  }

  public static void main(String[] args) throws Exception {
    SearchOptions options;
    try {
      options = SearchOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + SearchOptions.HELP);
      System.exit(2);
      return;
    }
    new Search(options).run();
  }

  private void run() throws Exception {
    RunFolder.clear(folder);
    try {
      System.out.println("seed " + options.seed() + ", lanes " + options.lanes());
      for (String store : options.stores()) {
        if (store.equals("sqlite")) {
          Path data = folder.resolve("sqlite");
          sizes(store, data, StorageConfig.USUAL, "jdbc:sqlite:" + data.resolve("journal.db"));
        } else {
          try (Postgres server = new Postgres(folder.resolve("postgres"))) {
            StorageConfig storage = server.storage("search");
            sizes(store, folder.resolve("data"), storage, server.jdbcUrl("search"));
          }
        }
        RunFolder.clear(folder);
      }
      if (options.json().isPresent()) {
        Files.writeString(
            options.json().get(),
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
      }
    } finally {
      RunFolder.clear(folder);
    }
  }

  private void sizes(String store, Path data, StorageConfig storage, String jdbcUrl)
      throws Exception {
    Files.createDirectories(folder);
    long most = options.sizes().stream().mapToLong(size -> size).max().orElseThrow();
    Instant start =
        Instant.now().minus(Vehicles.BETWEEN.multipliedBy(2 * most / SearchFiller.RECORDS));
    Vehicles vehicles = new Vehicles(options.seed(), start.minus(Duration.ofDays(2)));
    JournalFolder.open(data, () -> storage).close(); // makes the tables
    long stored = 0;
    for (long size : options.sizes().stream().sorted().toList()) {
      long until = size / SearchFiller.RECORDS;
      long began = System.nanoTime();
      new SearchFiller(vehicles, options.seed() + size).fill(jdbcUrl, stored, until);
      long filled = System.nanoTime();
      try (JournalFolder opened = JournalFolder.open(data, () -> storage)) {
        ObjectNode line = figures.addObject().put("store", store).put("records", size);
        line.put("crossings", until);
        line.put("fillSeconds", TimeUnit.NANOSECONDS.toSeconds(filled - began));
        line.put("openMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - filled));
        stored = until + measure(opened.journal(), vehicles, until, line);
      }
      // What traffic wrote has places of its own: filling goes on behind it.
      stored = Math.max(stored, until);
      System.out.println(figures.get(figures.size() - 1));
    }
  }

  /**
   * @return vehicles that passed meanwhile
   */
  private long measure(Journal journal, Vehicles vehicles, long stored, ObjectNode line)
      throws Exception {
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
