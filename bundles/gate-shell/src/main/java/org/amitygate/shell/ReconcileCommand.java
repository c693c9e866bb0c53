package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.handover.ReconciliationDesk.Difference;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:reconcile}. */
@Service
@Command(
    scope = "gate",
    name = "reconcile",
    description =
        "compares with a partner what both know of their crossings, and names differences")
public final class ReconcileCommand extends GateCommand {

  private static final String MORE_THAN_CAN_BE_NAMED =
      " named, but the books differ in more than one comparison takes: run it again, or give a shorter --back";

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofDays(31);

  @Argument(index = 0, name = "words", multiValued = true, description = "a partner's gate id")
  List<String> words = new ArrayList<>();

  @Option(name = "--back", description = "crossings that began in this time: P1D, PT6H (P1D)")
  String back = "P1D";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--back"), Set.of("--json")).atMost(1);
    String partner = typed.at(0);
    if (partner.isEmpty()) {
      throw new Refusal("name the partner: its gate id, as in gate.yaml");
    }
    Report report =
        desk.await(
            desk.service(PartnerOperations.class)
                .reconcile(desk.actor(), partner, duration(typed.option("--back", back))),
            ANSWER_WITHIN);
    if (typed.flag("--json", json)) {
      desk.print(document(report).toPrettyString());
    } else {
      show(desk, report);
    }
  }

  private static Duration duration(String text) throws Refusal {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative() && !duration.isZero() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // said below
    }
    throw new Refusal("--back is '" + text + "', expected such as PT6H or P1D, up to P31D");
  }

  private static void show(Desk desk, Report report) {
    if (!report.differences().isEmpty()) {
      Table table = new Table("CROSSING", "HERE", "AT " + report.partner());
      for (Difference each : report.differences()) {
        table.row(each.name(), each.ours(), each.theirs());
      }
      desk.print(table.toString());
    }
    int count = report.differences().size();
    desk.print(
        "OK compared with "
            + report.partner()
            + ": "
            + report.compared()
            + " ended crossing(s) since "
            + Documents.time(report.from())
            + ", "
            + count
            + " different"
            + (report.whole() ? "" : count == 0 ? MORE_THAN_CAN_BE_NAMED : " and more")
            + ", "
            + report.pending()
            + " left out because something is under way");
  }

  private static ObjectNode document(Report report) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("partner", report.partner());
    document.put("from", report.from().toString()).put("until", report.until().toString());
    document.put("compared", report.compared());
    ArrayNode differences = document.putArray("differences");
    for (Difference each : report.differences()) {
      differences
          .addObject()
          .put("crossingId", each.crossing().toString())
          .put("name", each.name())
          .put("ours", each.ours())
          .put("theirs", each.theirs());
    }
    return document.put("pending", report.pending()).put("whole", report.whole());
  }
}
