package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:legal-hold}. */
@Service
@Command(
    scope = "gate",
    name = "legal-hold",
    description =
        "keeps everything of a crossing: ID | --lift ID (two people) | all that are in force")
public final class LegalHoldCommand extends GateCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "an id, name or plate")
  List<String> words = new ArrayList<>();

  @Option(name = "--lift", description = "lift the hold: two different accounts must say it")
  boolean lift;

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--reason"), Set.of("--lift", "--json")).atMost(1);
    String crossing = typed.at(0);
    reason = typed.option("--reason", reason);
    lift = typed.flag("--lift", lift);
    Actor actor = desk.actor();
    GateOperations operations = desk.service(GateOperations.class);
    if (!crossing.isEmpty()) {
      desk.tell(
          lift
              ? operations.liftLegalHold(actor, crossing, reason)
              : operations.holdLegally(actor, crossing, reason));
    } else if (lift) {
      throw new Refusal("name the crossing whose hold is to be lifted: an id or a short name");
    } else {
      show(desk, desk.await(operations.legalHolds()), typed.flag("--json", json));
    }
  }

  private static void show(Desk desk, List<ObjectNode> holds, boolean json) {
    if (json) {
      desk.print(Documents.list(holds));
      return;
    }
    Table table = new Table("CROSSING", "SINCE", "BY", "WHY", "LIFT ASKED BY");
    for (ObjectNode hold : holds) {
      table.row(
          hold.path("name").asText(),
          Documents.time(hold.path("at").asText()),
          hold.path("by").asText(),
          hold.path("why").asText(),
          hold.path("liftAskedBy").asText("-"));
    }
    desk.print(table.toString());
  }
}
