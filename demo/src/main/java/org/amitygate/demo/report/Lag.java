package org.amitygate.demo.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How long messages between the gates are under way: from a message's record at its sender to its
 * application at the receiver, by the clock of the one machine. A message that came before its turn
 * is applied when the last one before it has come.
 */
final class Lag {
  private static final double MICROS_PER_MILLI = 1000;

  /** Milliseconds within which half and 99 of a hundred messages were applied. */
  record Percentiles(double p50, double p99) {}

  private Lag() {}

  static Percentiles of(Evidence evidence) {
    List<Double> all = new ArrayList<>();
    all.addAll(between(evidence.exports(), evidence.imports()));
    all.addAll(between(evidence.imports(), evidence.exports()));
    List<Double> sorted = all.stream().sorted().toList();
    return new Percentiles(Decisions.percentile(sorted, 50), Decisions.percentile(sorted, 99));
  }

  private static List<Double> between(JournalSnapshot sender, JournalSnapshot receiver) {
    Map<String, Long> sentAt =
        sender.of("PartnerMessageSent").stream()
            .collect(
                Collectors.toMap(record -> record.text("messageId"), JournalRecord::at, Math::min));
    Map<String, TreeMap<Long, JournalRecord>> streams = new HashMap<>();
    for (JournalRecord record : receiver.of("PartnerMessageReceived")) {
      streams
          .computeIfAbsent(record.text("stream"), stream -> new TreeMap<>())
          .putIfAbsent(record.body().path("seq").asLong(), record);
    }
    List<Double> lags = new ArrayList<>();
    for (TreeMap<Long, JournalRecord> stream : streams.values()) {
      long applied = Long.MIN_VALUE;
      for (JournalRecord record : stream.values()) {
        applied = Math.max(applied, record.at());
        Long sent = sentAt.get(record.text("messageId"));
        if (sent != null) {
          lags.add((applied - sent) / MICROS_PER_MILLI);
        }
      }
    }
    return lags;
  }
}
