package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.plugin.FlowFigures;
import org.jspecify.annotations.Nullable;

/** What came of the stages, by version and lane, since the server started. Thread-safe. */
final class FlowTallies {

  private record Place(String flow, String version, String lane) {}

  private static final class Tally {
    final LongAdder begun = new LongAdder();
    final LongAdder runs = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder held = new LongAdder();
    final LongAdder ended = new LongAdder();
    final LongAdder nanos = new LongAdder();
  }

  private final Map<Place, Tally> tallies = new ConcurrentHashMap<>();

  /** A run has ended. @param result null if it failed */
  void ended(StageCall call, @Nullable StageResult result, long nanos) {
    Tally tally =
        tallies.computeIfAbsent(
            new Place(call.flow(), call.version(), call.lane()), place -> new Tally());
    if (call.visit() == 1) {
      tally.begun.increment();
    }
    tally.runs.increment();
    tally.nanos.add(nanos);
    if (result == null) {
      tally.failures.increment();
    } else if (result.outcome() instanceof StageOutcome.Hold) {
      tally.held.increment();
    } else if (result.outcome() instanceof StageOutcome.Done
        || result.outcome() instanceof StageOutcome.Refuse) {
      tally.ended.increment();
    }
  }

  FlowFigures figures(String flow, String version, String lane) {
    Tally tally = tallies.get(new Place(flow, version, lane));
    return tally == null
        ? FlowFigures.NONE
        : new FlowFigures(
            tally.begun.sum(),
            tally.runs.sum(),
            tally.failures.sum(),
            tally.held.sum(),
            tally.ended.sum(),
            Duration.ofNanos(tally.nanos.sum()));
  }

  /** A version has gone. */
  void forget(String flow, String version) {
    tallies
        .keySet()
        .removeIf(place -> place.flow().equals(flow) && place.version().equals(version));
  }
}
