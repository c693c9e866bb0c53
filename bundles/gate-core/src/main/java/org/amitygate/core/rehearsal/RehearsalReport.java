package org.amitygate.core.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a rehearsal found.
 *
 * @param sha256 of the jar
 * @param since crossings that began then or later
 * @param crossings of which at least one stage was rehearsed
 * @param stageRuns that were rehearsed
 * @param notRehearsed stage runs that could not be, by the reason
 * @param differing stage runs that the candidate decides differently
 */
public record RehearsalReport(
    String flow,
    String version,
    String sha256,
    Instant since,
    long crossings,
    long stageRuns,
    Map<String, Long> notRehearsed,
    long differing,
    Duration took) {

  /** All of it in one sentence. */
  public String sentence() {
    String not =
        notRehearsed.isEmpty()
            ? ""
            : "; not rehearsed: "
                + notRehearsed.entrySet().stream()
                    .map(reason -> reason.getValue() + " (" + reason.getKey() + ")")
                    .collect(Collectors.joining(", "));
    return "%s %s decides %d of %d stage runs of %d crossings since %s differently, rehearsed in %.1f s%s"
        .formatted(
            flow, version, differing, stageRuns, crossings, since, took.toMillis() / 1_000.0, not);
  }
}
