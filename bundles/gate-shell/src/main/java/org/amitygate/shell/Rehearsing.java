package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
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
   * @param limit of crossings, as typed; empty: all
   * @param most differences that are shown, as typed; empty: all
   */
  void run(Path jar, String since, String limit, String most, boolean json)
      throws Refusal, InterruptedException {
    if (since.isBlank()) {
      throw new Refusal(
          "gate:plugin rehearse needs --since: yesterday, P1D or a time such as 2026-11-23T08:30");
    }
    long crossings = number("--limit", limit);
    Shown shown = new Shown(number("--most", most), json);
    RehearsalReport report =
        desk.await(
            desk.service(Rehearsals.class).rehearse(desk.actor(), jar, since, crossings, shown),
            WITHIN);
    shown.end(report);
  }

  private static long number(String option, String typed) throws Refusal {
    if (typed.isBlank()) {
      return Rehearsals.ALL;
    }
    try {
      long number = Long.parseLong(typed.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Refusal("%s '%s' is no number; write 1 or more".formatted(option, typed));
  }

  /** Prints differences as they are found, or keeps them for one document. */
  private final class Shown implements Consumer<Difference> {

    private final long most;
    private final boolean json;
    private final ArrayNode document = Json.object().putArray("differences");
    private long shown;

    Shown(long most, boolean json) {
      this.most = most;
      this.json = json;
    }

    @Override
    public synchronized void accept(Difference difference) {
      if (shown == most) {
        return;
      }
      shown++;
      if (json) {
        document.add(Json.object(difference));
      } else {
        tell(difference);
      }
    }

    private void tell(Difference difference) {
      desk.print(
          "%s (%s), stage %s, visit %d"
              .formatted(
                  difference.crossing(),
                  difference.lane(),
                  difference.stage(),
                  difference.visit()));
      for (Difference.Point point : difference.points()) {
        desk.print("  %-9s recorded  %s".formatted(point.what(), point.recorded()));
        desk.print("  %-9s candidate %s".formatted("", point.candidate()));
      }
      desk.print("  inputs    " + difference.inputs());
    }

    synchronized void end(RehearsalReport report) {
      if (json) {
        ObjectNode whole = Json.object(report);
        whole.remove("took");
        whole.put("seconds", report.took().toMillis() / 1_000.0).set("differences", document);
        desk.print(whole.toPrettyString());
        return;
      }
      if (report.differing() > shown) {
        desk.print((report.differing() - shown) + " more are not shown");
      }
      desk.print("OK " + report.sentence());
    }
  }
}
