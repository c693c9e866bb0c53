package org.amitygate.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.amitygate.bench.contender.AmityContender;
import org.amitygate.bench.contender.Contender;
import org.amitygate.bench.contender.Measurement;
import org.amitygate.bench.search.SearchSizes;

/**
 * How this server changes with what it has stored. At each size it takes turns with the limit,
 * which stores nothing, so that the machine's own changes cancel out.
 */
final class Growth {

  private static final int LANES = 32;
  private static final int MILLIS = 1_000;

  /** The same at each size, and short: what it writes is stored too. */
  private static final int WARM_UP_SECONDS = 15;

  private final Options options;
  private final List<Cell> cells = new ArrayList<>();

  Growth(Options options) {
    this.options = options;
  }

  /**
   * {@code [{records, recordsAfter, ratioToEmpty, searchP95Ms}]}, smallest first.
   *
   * @param searches on the same kind of store
   */
  ArrayNode measure(AmityContender amity, Contender limit, SearchSizes searches)
      throws IOException, InterruptedException {
    ArrayNode growth = JsonNodeFactory.instance.arrayNode();
    double first = 0;
    amity.start(options.mostLanes());
    limit.start(options.mostLanes());
    amity.measure(1, MILLIS); // a crossing to copy
    List<Long> sizes = options.sizes().stream().sorted().toList();
    for (long size : sizes) {
      amity.grow(size, options.mostLanes());
      amity.measure(Math.min(LANES, options.mostLanes()), WARM_UP_SECONDS * MILLIS);
      Cell cell = new Cell("growth", Math.min(LANES, options.mostLanes()));
      for (int round = 0; round < options.rounds(); round++) {
        cell.add("amity", turn(amity, cell.lanes));
        cell.add("limit", turn(limit, cell.lanes));
      }
      double ratio = cell.ratio("amity", "limit", Measurement::perSecond).orElseThrow();
      first = first == 0 ? ratio : first;
      growth.add(line(size, amity.stored(), ratio / first));
      cells.add(cell);
      System.out.println("growth: " + growth.get(growth.size() - 1));
    }
    amity.stop();
    limit.stop();
    addSearches(growth, searches.measure(sizes));
    return growth;
  }

  static ObjectNode line(long records, long recordsAfter, double ratioToEmpty) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("records", records)
        .put("recordsAfter", recordsAfter)
        .put("ratioToEmpty", Math.round(ratioToEmpty * 1_000) / 1_000.0);
  }

  /** The searches of the same sizes, in the same order. */
  static void addSearches(ArrayNode growth, List<ObjectNode> searches) {
    for (int i = 0; i < growth.size(); i++) {
      ((ObjectNode) growth.get(i)).set("searchP95Ms", searches.get(i).get("searchP95Ms"));
    }
  }

  /** What was measured at each size. */
  List<Cell> cells() {
    return List.copyOf(cells);
  }

  private Measurement turn(Contender contender, int lanes)
      throws IOException, InterruptedException {
    return contender.measure(lanes, options.seconds() * MILLIS);
  }
}
