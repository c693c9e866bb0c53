package org.amitygate.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.amitygate.bench.contender.AmityContender;
import org.amitygate.bench.contender.Contender;
import org.amitygate.bench.contender.Measurement;

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

  Growth(Options options) {
    this.options = options;
  }

  /** {@code [{records, recordsAfter, ratioToEmpty}]}, smallest first. */
  ArrayNode measure(AmityContender amity, Contender limit)
      throws IOException, InterruptedException {
    ArrayNode growth = JsonNodeFactory.instance.arrayNode();
    double first = 0;
    amity.start(options.mostLanes());
    limit.start(options.mostLanes());
    amity.measure(1, MILLIS); // a crossing to copy
    for (long size : options.sizes().stream().sorted().toList()) {
      amity.grow(size, options.mostLanes());
      amity.measure(Math.min(LANES, options.mostLanes()), WARM_UP_SECONDS * MILLIS);
      Cell cell = new Cell("growth", Math.min(LANES, options.mostLanes()));
      for (int round = 0; round < options.rounds(); round++) {
        cell.add("amity", turn(amity, cell.lanes));
        cell.add("limit", turn(limit, cell.lanes));
      }
      double ratio = cell.ratio("amity", "limit", Measurement::perSecond).orElseThrow();
      first = first == 0 ? ratio : first;
      ObjectNode line = growth.addObject().put("records", size);
      line.put("recordsAfter", amity.stored());
      line.put("ratioToEmpty", Math.round(ratio / first * 1_000) / 1_000.0);
      System.out.println("growth: " + line);
    }
    amity.stop();
    limit.stop();
    return growth;
  }

  private Measurement turn(Contender contender, int lanes)
      throws IOException, InterruptedException {
    return contender.measure(lanes, options.seconds() * MILLIS);
  }
}
