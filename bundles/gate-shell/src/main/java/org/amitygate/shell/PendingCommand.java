package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:pending}. */
@Service
@Command(
    scope = "gate",
    name = "pending",
    description = "what waits between the gates: vehicles advised or to return, incidents, lanes")
public final class PendingCommand extends GateCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "nothing")
  List<String> words = new ArrayList<>();

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of(), Set.of("--json")).atMost(0);
    json = typed.flag("--json", json);
    desk.actor();
    List<ObjectNode> pending = desk.await(desk.service(PartnerOperations.class).pending());
    if (json) {
      desk.print(Documents.list(pending));
      return;
    }
    Table table = new Table("WHAT", "NAME", "STATE", "PARTNER", "LANE", "SINCE", "UNTIL", "ID");
    for (ObjectNode one : pending) {
      table.row(
          one.path("what").asText(),
          one.path("name").asText(),
          one.path("state").asText(),
          one.path("partner").asText(""),
          one.path("lane").asText(""),
          Documents.time(one.path("at").asText("")),
          Documents.time(one.path("until").asText("")),
          one.path("id").asText());
    }
    desk.print(pending.isEmpty() ? "nothing waits between the gates" : table.toString());
  }
}
