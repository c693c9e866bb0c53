package org.amitygate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.amitygate.bench.contender.Measurement;

/** The figures as JSON and as a table. */
final class Report {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String AMITY = "amity";
  private static final String LIMIT = "limit";
  private static final String CAMEL = "camel";

  private Report() {}

  static ObjectNode of(
      int rounds, Map<String, String> settings, List<Cell> cells, ArrayNode growth) {
    ObjectNode report = JSON.createObjectNode().put("rounds", rounds);
    ObjectNode said = report.putObject("settings");
    settings.forEach(said::put);
    ArrayNode results = report.putArray("results");
    cells.forEach(cell -> results.add(result(cell)));
    report.set("growth", growth);
    return report;
  }

  private static ObjectNode result(Cell cell) {
    ObjectNode result = JSON.createObjectNode().put("lanes", cell.lanes).put("store", cell.store);
    put(result, "amityPerSecond", cell.median(AMITY, Measurement::perSecond));
    put(result, "limitPerSecond", cell.median(LIMIT, Measurement::perSecond));
    put(result, "plainCamelPerSecond", cell.median(CAMEL, Measurement::perSecond));
    put(result, "syncsPerSecond", cell.median(AMITY, Measurement::syncsPerSecond));
    put(result, "ratioToLimit", cell.ratio(AMITY, LIMIT, Measurement::perSecond));
    put(result, "ratioToPlainCamel", cell.ratio(AMITY, CAMEL, Measurement::perSecond));
    put(result, "cpuRatioToLimit", cell.ratio(AMITY, LIMIT, Measurement::cpuMicros));
    put(result, "p99RatioToLimit", cell.ratio(AMITY, LIMIT, Measurement::openP99));
    put(result, "p99DoneRatioToLimit", cell.ratio(AMITY, LIMIT, Measurement::doneP99));
    put(result, "recordsPerSync", cell.median(AMITY, Measurement::recordsPerSync));
    put(result, "bytesPerCrossing", cell.median(AMITY, Measurement::bytesPerCrossing));
    put(result, "rssMb", cell.median(AMITY, Measurement::rssMb));
    result.put("missing", cell.missing());
    for (String contender : List.of(AMITY, LIMIT, CAMEL, "before")) {
      if (!cell.of(contender).isEmpty()) {
        result.set(contender, contender(cell, contender));
      }
    }
    return result;
  }

  private static ObjectNode contender(Cell cell, String name) {
    ObjectNode figures = JSON.createObjectNode();
    put(figures, "perSecond", cell.median(name, Measurement::perSecond));
    put(figures, "openP50Ms", cell.median(name, Measurement::openP50));
    put(figures, "openP99Ms", cell.median(name, Measurement::openP99));
    put(figures, "doneP50Ms", cell.median(name, Measurement::doneP50));
    put(figures, "doneP99Ms", cell.median(name, Measurement::doneP99));
    put(figures, "cpuMicrosPerCrossing", cell.median(name, Measurement::cpuMicros));
    put(figures, "compilerMicrosPerCrossing", cell.median(name, Measurement::compilerMicros));
    put(figures, "syncsPerSecond", cell.median(name, Measurement::syncsPerSecond));
    put(figures, "recordsPerSync", cell.median(name, Measurement::recordsPerSync));
    put(figures, "bytesPerCrossing", cell.median(name, Measurement::bytesPerCrossing));
    put(figures, "rssMb", cell.median(name, Measurement::rssMb));
    ArrayNode perSecond = figures.putArray("rounds");
    cell.of(name).forEach(each -> perSecond.add(Math.round(each.perSecond())));
    return figures;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    if (value.isPresent() && value.getAsDouble() >= 0) {
      double rounded = value.getAsDouble();
      node.put(name, rounded >= 100 ? Math.round(rounded) : Math.round(rounded * 1_000) / 1_000.0);
    } else {
      node.putNull(name);
    }
  }

  static void write(ObjectNode report, Path file) throws IOException {
    JSON.writeValue(file.toFile(), report);
  }

  static String table(List<Cell> cells) {
    StringBuilder text =
        new StringBuilder(
            "store     lanes   amity/s   limit/s   camel/s  of limit  x camel  cpu x limit  p99 x limit  records/sync  syncs/s  bytes/crossing  RSS MB\n");
    for (Cell cell : cells) {
      text.append(
          "%-9s %5d %9s %9s %9s %9s %8s %12s %12s %13s %8s %15s %7s%s%n"
              .formatted(
                  cell.store,
                  cell.lanes,
                  whole(cell.median(AMITY, Measurement::perSecond)),
                  whole(cell.median(LIMIT, Measurement::perSecond)),
                  whole(cell.median(CAMEL, Measurement::perSecond)),
                  fine(cell.ratio(AMITY, LIMIT, Measurement::perSecond)),
                  fine(cell.ratio(AMITY, CAMEL, Measurement::perSecond)),
                  fine(cell.ratio(AMITY, LIMIT, Measurement::cpuMicros)),
                  fine(cell.ratio(AMITY, LIMIT, Measurement::openP99)),
                  fine(cell.median(AMITY, Measurement::recordsPerSync)),
                  whole(cell.median(AMITY, Measurement::syncsPerSecond)),
                  whole(cell.median(AMITY, Measurement::bytesPerCrossing)),
                  whole(cell.median(AMITY, Measurement::rssMb)),
                  cell.missing() > 0 ? "  INVALID: " + cell.missing() + " missing" : ""));
    }
    return text.toString();
  }

  private static String whole(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.0f", value.getAsDouble()) : "-";
  }

  private static String fine(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "-";
  }
}
