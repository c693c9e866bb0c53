package org.amitygate.bench.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.amitygate.bench.contender.Postgres;
import org.amitygate.bench.server.RunFolder;

/** How long searches take while vehicles pass, at each size, on each store. */
public final class Search {

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
          measure(Optional.empty());
        } else {
          try (Postgres server = new Postgres(folder.resolve("postgres"))) {
            measure(Optional.of(server));
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

  private void measure(Optional<Postgres> server) throws IOException, InterruptedException {
    SearchSizes searches = SearchSizes.of(options, folder.resolve("data"), server);
    figures.addAll(searches.measure(options.sizes()));
  }
}
