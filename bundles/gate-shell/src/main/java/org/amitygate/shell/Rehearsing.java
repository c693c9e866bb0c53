package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.rehearsal.Difference;
import org.amitygate.core.rehearsal.RehearsalReport;
import org.amitygate.core.rehearsal.Rehearsals;

/** {@code gate:plugin rehearse}: rehearses a flow and tells every decision that differs. */
final class Rehearsing {

  private static final Duration WITHIN = Duration.ofHours(1);

  private final Desk desk;

  Rehearsing(Desk desk) {
    this.desk = desk;
  }

  /**
   * @param limit as typed; empty: all crossings
   */
  void run(Path jar, String since, String limit, boolean json)
      throws Refusal, InterruptedException {
    if (since.isBlank()) {
      throw new Refusal(
          "gate:plugin rehearse needs --since: yesterday, P1D or a time such as 2026-11-23T08:30");
    }
    RehearsalReport report =
        desk.await(
            desk.service(Rehearsals.class).rehearse(desk.actor(), jar, since, crossings(limit)),
            WITHIN);
    if (json) {
      desk.print(document(report).toPrettyString());
      return;
    }
    report.differences().forEach(this::tell);
    long untold = report.differing() - report.differences().size();
    if (untold > 0) {
      desk.print(untold + " more are not shown; mend these first, or rehearse with --limit");
    }
    desk.print("OK " + report.sentence());
  }

  private static long crossings(String limit) throws Refusal {
    if (limit.isBlank()) {
      return Rehearsals.ALL;
    }
    try {
      long crossings = Long.parseLong(limit.strip());
      if (crossings > 0) {
        return crossings;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Refusal("--limit '" + limit + "' is no number of crossings; write 1 or more");
  }

  private void tell(Difference difference) {
    desk.print(
        "%s (%s), stage %s, visit %d"
            .formatted(
                difference.crossing(), difference.lane(), difference.stage(), difference.visit()));
    for (Difference.Point point : difference.points()) {
      desk.print("  %-9s recorded  %s".formatted(point.what(), point.recorded()));
      desk.print("  %-9s candidate %s".formatted("", point.candidate()));
    }
    desk.print("  inputs    " + difference.inputs());
  }

  private static ObjectNode document(RehearsalReport report) {
    ObjectNode document = Json.object(report);
    document.remove("took");
    return document.put("seconds", report.took().toMillis() / 1_000.0);
  }
}
