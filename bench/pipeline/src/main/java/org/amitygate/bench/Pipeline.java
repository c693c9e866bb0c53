package org.amitygate.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.bench.contender.AmityContender;
import org.amitygate.bench.contender.CamelContender;
import org.amitygate.bench.contender.Contender;
import org.amitygate.bench.contender.LimitContender;
import org.amitygate.bench.contender.Measurement;
import org.amitygate.bench.contender.Postgres;
import org.amitygate.bench.search.SearchSizes;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.server.RunFolder;

/** Starts the contenders, lets them take turns, and reports. */
public final class Pipeline implements AutoCloseable {

  private static final int MILLIS = 1_000;

  /** Crossings of each contender before the first round, for the compilers of its Java. */
  private static final int WARM_CROSSINGS = 30_000;

  private static final int WARM_UP_TURN_SECONDS = 5;
  private static final int MOST_WARM_UP_TURNS = 12;

  private final Options options;
  private final Path folder;
  private final Processes processes = new Processes();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Map<String, Contender>> contenders = new LinkedHashMap<>();
  private Optional<Postgres> postgres = Optional.empty();

  private Pipeline(Options options) {
    this.options = options;
    this.folder = options.root().resolve("run/bench");
  }

  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.HELP);
      System.exit(2);
      return;
    }
    boolean valid;
    try (Pipeline pipeline = new Pipeline(options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close));
      valid = pipeline.run();
    }
    System.exit(valid ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    RunFolder.begin(folder);
    describeMachine();
    if (options.stores().contains("postgres")) {
      postgres = Optional.of(new Postgres(folder.resolve("postgres")));
    }
    List<String> wanted = new ArrayList<>(options.contenders());
    options.before().ifPresent(other -> wanted.add("before"));
    for (String store : options.stores()) {
      Map<String, Contender> started = new LinkedHashMap<>();
      for (String name : wanted) {
        start(store, name).ifPresent(contender -> started.put(name, contender));
      }
      contenders.put(store, started);
    }
    settings.forEach((what, how) -> say(what + ": " + how));
    List<Cell> cells = rounds();
    List<String> faults = new ArrayList<>();
    cells.forEach(cell -> faults.addAll(cell.faults(wanted)));
    ObjectNode report = Report.of(options.rounds(), settings, cells, growth(faults));
    say("");
    say(Report.table(cells));
    if (options.json().isPresent()) {
      Report.write(report, options.json().get());
    }
    faults.forEach(fault -> say("INVALID: " + fault));
    return faults.isEmpty();
  }

  /** On the first store; adds what makes its figures invalid. */
  private ArrayNode growth(List<String> faults) throws IOException, InterruptedException {
    if (!options.growth()) {
      return JsonNodeFactory.instance.arrayNode();
    }
    String store = options.stores().get(0);
    Optional<Postgres> server = store.equals("postgres") ? postgres : Optional.empty();
    AmityContender amity =
        new AmityContender(
            processes, options.root(), folder.resolve("growth-amity"), server, "growth");
    LimitContender limit = new LimitContender(processes, folder.resolve("growth-limit"));
    SearchSizes searches = SearchSizes.usual(folder.resolve("growth-search"), server);
    Growth growth = new Growth(options);
    ArrayNode figures = growth.measure(amity, limit, searches);
    growth.cells().forEach(cell -> faults.addAll(cell.faults(List.of("amity", "limit"))));
    return figures;
  }

  private void describeMachine() throws IOException {
    settings.put(
        "machine",
        Runtime.getRuntime().availableProcessors()
            + " processors, Java "
            + System.getProperty("java.version")
            + ", file store "
            + Files.getFileStore(folder).type());
    settings.put("measured", options.measured());
  }

  private Optional<Contender> start(String store, String name)
      throws IOException, InterruptedException {
    Optional<Postgres> server = store.equals("postgres") ? postgres : Optional.empty();
    Path own = folder.resolve(store + "-" + name);
    Contender contender =
        switch (name) {
          case "amity" -> new AmityContender(processes, options.root(), own, server, "amity");
          case "before" ->
              new AmityContender(processes, options.before().orElseThrow(), own, server, "before");
          case "limit" -> new LimitContender(processes, own);
          default -> new CamelContender(processes, own, server);
        };
    say("starting " + name + " on " + store);
    String what = name + " on " + store;
    try {
      contender.start(options.mostLanes());
      warmUp(contender);
    } catch (IOException e) {
      settings.put(what, "not measured: " + e.getMessage());
      return Optional.empty();
    }
    settings.put(what, contender.settings());
    return Optional.of(contender);
  }

  private void warmUp(Contender contender) throws IOException, InterruptedException {
    double done = 0;
    for (int turn = 0; turn < MOST_WARM_UP_TURNS && done < WARM_CROSSINGS; turn++) {
      int millis = WARM_UP_TURN_SECONDS * MILLIS;
      done += WARM_UP_TURN_SECONDS * contender.measure(options.mostLanes(), millis).perSecond();
    }
  }

  private List<Cell> rounds() throws IOException, InterruptedException {
    List<Cell> cells = new ArrayList<>();
    for (String store : options.stores()) {
      for (int lanes : options.lanes()) {
        cells.add(new Cell(store, lanes));
      }
    }
    for (int round = 1; round <= options.rounds(); round++) {
      for (Cell cell : cells) {
        turns(round, cell);
      }
    }
    return cells;
  }

  /** Whoever begins changes from round to round. */
  private void turns(int round, Cell cell) throws IOException, InterruptedException {
    List<Map.Entry<String, Contender>> all =
        List.copyOf(contenders.getOrDefault(cell.store, Map.of()).entrySet());
    StringBuilder line = new StringBuilder("round " + round + ", " + cell.store + ", ");
    line.append(cell.lanes).append(" lanes:");
    for (int i = 0; i < all.size(); i++) {
      Map.Entry<String, Contender> turn = all.get((i + round - 1) % all.size());
      Measurement measured = turn.getValue().measure(cell.lanes, options.seconds() * MILLIS);
      cell.add(turn.getKey(), measured);
      line.append(
          "  %s %.0f/s (p99 %.1f ms, %.0f us cpu, %.0f of them compilers)"
              .formatted(
                  turn.getKey(),
                  measured.perSecond(),
                  measured.openP99(),
                  measured.cpuMicros(),
                  measured.compilerMicros()));
    }
    say(line.toString());
  }

  private static void say(String line) {
    System.out.println(line);
  }

  @Override
  public synchronized void close() {
    processes.close();
    if (postgres.isPresent()) {
      try {
        postgres.get().close();
      } catch (IOException e) {
        say("PostgreSQL did not stop: " + e.getMessage());
      }
      postgres = Optional.empty();
    }
  }
}
