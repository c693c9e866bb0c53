package org.amitygate.demo.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long the export gate itself takes: from the last thing it needed to know (a reading, a
 * weight, an answer of customs) to its decision on disk, which is the offer to the other gate or a
 * hold. A hold because nothing came in time has no such thing, and does not count.
 */
final class Decisions {
  private static final double MICROS_PER_MILLI = 1000;
  private static final Set<String> KNOWN =
      Set.of(
          "PlateRead",
          "PresenceSensed",
          "WeightMeasured",
          "QuestionAnswered",
          "EarlyReadJoined",
          "AuthorityAnswered");

  /** Milliseconds at which half, 95 and 99 of a hundred decisions were made. */
  record Percentiles(double p50, double p95, double p99) {}

  private Decisions() {}

  static Percentiles of(JournalSnapshot gate) {
    List<Double> all = gate.timelines().values().stream().flatMap(Decisions::of).sorted().toList();
    return new Percentiles(percentile(all, 50), percentile(all, 95), percentile(all, 99));
  }

  private static Stream<Double> of(List<JournalRecord> timeline) {
    long learnt = Long.MIN_VALUE;
    for (JournalRecord record : timeline) {
      if (record.is("WaitedTooLong")) {
        return Stream.empty();
      }
      if (decides(record)) {
        return learnt == Long.MIN_VALUE
            ? Stream.empty()
            : Stream.of((record.at() - learnt) / MICROS_PER_MILLI);
      }
      if (KNOWN.contains(record.type())) {
        learnt = Math.max(learnt, record.at());
      }
    }
    return Stream.empty();
  }

  private static boolean decides(JournalRecord record) {
    return record.is("Held")
        || (record.is("PartnerMessageSent") && record.text("messageType").equals("OFFER"));
  }

  /** By nearest rank; 0 of nothing. */
  static double percentile(List<Double> sorted, int percent) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    double value = new ArrayList<>(sorted).get(Math.max(0, rank - 1));
    return Math.round(value * 10) / 10.0;
  }
}
