package org.amitygate.bench.swap;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.amitygate.bench.swap.load.Event;
import org.jspecify.annotations.Nullable;

/** Compares what was sent, what was answered, what is stored and what was active when. */
final class Judge {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double SLOW_MS = 50;

  /** What the ledger says of one reading. */
  private static final class Sent {
    final boolean vehicle;
    final long at;
    long acknowledgedAt = Long.MAX_VALUE;
    int acknowledged;
    int opened;
    int confirmed;
    int stored;

    Sent(boolean vehicle, long at) {
      this.vehicle = vehicle;
      this.at = at;
    }
  }

  private final Map<Stored.Event, Sent> sent = new LinkedHashMap<>();
  private final Stored stored;
  private final List<Exchanged> exchanges;
  private final long beforeFrom;
  private final long firstOrder;
  private long accepted;
  private long lanes;
  private long invented;

  /**
   * @param beforeFrom from this time to the first exchange is the time before
   */
  private Judge(List<Event> ledger, Stored stored, List<Exchanged> exchanges, long beforeFrom) {
    this.stored = stored;
    this.exchanges = exchanges.stream().filter(Exchanged::done).toList();
    this.beforeFrom = beforeFrom;
    this.firstOrder =
        this.exchanges.stream().mapToLong(Exchanged::orderedAt).min().orElse(Long.MAX_VALUE);
    ledger.forEach(this::take);
    for (Stored.Reading reading : stored.readings()) {
      Sent of = sent.get(reading.event());
      if (of == null) {
        invented++;
      } else {
        of.stored++;
      }
    }
  }

  /** Judges a run. */
  static Verdict verdict(
      List<Event> ledger, Stored stored, List<Exchanged> exchanges, long beforeFrom) {
    return new Judge(ledger, stored, exchanges, beforeFrom).verdict();
  }

  private void take(Event event) {
    Stored.Event key = new Stored.Event(event.lane(), event.seq());
    Sent of = sent.get(key);
    switch (event.kind()) {
      case ACCEPTED -> {
        accepted++;
        lanes = Math.max(lanes, event.lane());
      }
      case CLOSED -> {}
      case READING, UNSENDABLE -> sent.put(key, new Sent(false, event.nanos()));
      case VEHICLE -> sent.put(key, new Sent(true, event.nanos()));
      case ACKNOWLEDGED -> {
        if (of != null && of.acknowledged++ == 0) {
          of.acknowledgedAt = event.nanos();
        }
      }
      case OPENED -> {
        if (of != null) {
          of.opened++;
        }
      }
      case CONFIRMED -> {
        if (of != null) {
          of.confirmed++;
        }
      }
    }
  }

  private Verdict verdict() {
    List<Exchanged> ordered =
        exchanges.stream().sorted(Comparator.comparingLong(Exchanged::orderedAt)).toList();
    double[] before = latencies(this::before);
    double[] during = latencies(one -> met(one, ordered));
    double[] since = latencies(one -> one.acknowledgedAt >= firstOrder);
    double usual = percentile(before, 50);
    return new Verdict(
        sent.size(),
        sent.values().stream().filter(one -> one.vehicle).count(),
        sent.entrySet().stream().filter(one -> lost(one.getKey(), one.getValue())).count(),
        sent.values().stream().filter(Judge::duplicated).count(),
        reordered(),
        wrongDriver() + wrongFlow(),
        invented,
        accepted - lanes,
        Math.max(0, percentile(since, 100) - usual),
        Math.max(0, percentile(before, 100) - usual),
        slow(before, usual),
        slow(since, usual),
        usual,
        percentile(before, 99),
        percentile(during, 50),
        percentile(during, 99),
        before.length,
        during.length);
  }

  private boolean lost(Stored.Event event, Sent one) {
    if (one.stored == 0 || one.acknowledged == 0) {
      return true;
    }
    Stored.@Nullable Crossing crossing = stored.crossings().get(event);
    return one.vehicle
        && (one.opened == 0 || one.confirmed == 0 || crossing == null || !crossing.ended());
  }

  private static boolean duplicated(Sent one) {
    return one.stored > 1 || one.acknowledged > 1 || one.opened > 1 || one.confirmed > 1;
  }

  private long reordered() {
    Map<Integer, Long> last = new HashMap<>();
    long wrong = 0;
    for (Stored.Reading reading : stored.readings()) {
      long seq = reading.event().seq();
      if (last.getOrDefault(reading.event().lane(), 0L) > seq) {
        wrong++;
      } else {
        last.put(reading.event().lane(), seq);
      }
    }
    return wrong;
  }

  /** Also one that was active no more, once a lane has its successor. */
  private long wrongDriver() {
    Map<Integer, Integer> newest = new HashMap<>();
    long wrong = 0;
    for (Stored.Reading reading : stored.readings()) {
      Sent of = sent.get(reading.event());
      int lane = reading.event().lane();
      if (of != null && !active(Exchanged.Kind.DRIVER, reading.driver(), of)
          || reading.driver() < newest.getOrDefault(lane, 0)) {
        wrong++;
      }
      newest.merge(lane, reading.driver(), Math::max);
    }
    return wrong;
  }

  private long wrongFlow() {
    long wrong = 0;
    for (Map.Entry<Stored.Event, Stored.Crossing> entry : stored.crossings().entrySet()) {
      Stored.Crossing crossing = entry.getValue();
      Sent of = sent.get(entry.getKey());
      boolean mixed = crossing.stages().stream().anyMatch(stage -> stage != crossing.flow());
      if (mixed || of != null && !active(Exchanged.Kind.FLOW, crossing.flow(), of)) {
        wrong++;
      }
    }
    return wrong;
  }

  /** Whether a version can have been the active one at some time between sending and answer. */
  private boolean active(Exchanged.Kind kind, int version, Sent one) {
    int oldest = 0;
    int newest = 0;
    for (Exchanged exchange : exchanges) {
      if (exchange.kind() == kind) {
        if (exchange.answeredAt() <= one.at) {
          oldest = Math.max(oldest, exchange.index());
        }
        if (exchange.orderedAt() <= one.acknowledgedAt) {
          newest = Math.max(newest, exchange.index());
        }
      }
    }
    return version >= oldest && version <= newest;
  }

  /** Sorted, in milliseconds, of those that were acknowledged. */
  private double[] latencies(Predicate<Sent> counts) {
    return sent.values().stream()
        .filter(one -> one.acknowledged > 0)
        .filter(counts)
        .mapToDouble(one -> (one.acknowledgedAt - one.at) / NANOS_PER_MILLI)
        .sorted()
        .toArray();
  }

  private static double slow(double[] sorted, double usual) {
    long slow = Arrays.stream(sorted).filter(each -> each > usual + SLOW_MS).count();
    return sorted.length == 0 ? 0 : 1_000.0 * slow / sorted.length;
  }

  private boolean before(Sent one) {
    return one.at >= beforeFrom && one.acknowledgedAt < firstOrder;
  }

  private static boolean met(Sent one, List<Exchanged> ordered) {
    for (Exchanged exchange : ordered) {
      if (exchange.orderedAt() > one.acknowledgedAt) {
        return false;
      }
      if (exchange.answeredAt() >= one.at) {
        return true;
      }
    }
    return false;
  }

  /** The smallest that this share of all is not above; 0 if there is none. */
  static double percentile(double[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) ((long) sorted.length * percent / 100))];
  }
}
