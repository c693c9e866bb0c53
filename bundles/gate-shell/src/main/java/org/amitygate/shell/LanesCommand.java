package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:lanes}. */
@Service
@Command(
    scope = "gate",
    name = "lanes",
    description = "the lanes: state, barrier, and what stands in them")
public final class LanesCommand extends GateCommand {

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    desk.actor();
    List<ObjectNode> lanes = desk.await(desk.service(GateOperations.class).lanes());
    if (json) {
      desk.print(Documents.list(lanes));
      return;
    }
    Table table =
        new Table(
            "LANE",
            "DIRECTION",
            "STATE",
            "BARRIER",
            "CROSSING",
            "PLATE",
            "STAGE",
            "WAITS FOR",
            "WHY");
    for (ObjectNode lane : lanes) {
      String state = lane.path("crossingState").asText();
      String stage = lane.path("stage").asText();
      table.row(
          lane.path("lane").asText(),
          lane.path("direction").asText(),
          lane.path("state").asText(),
          lane.path("barrier").asText(),
          lane.path("crossing").asText(),
          lane.path("plate").asText(),
          state.startsWith("HOLD") ? state + " " + lane.path("reason").asText() : stage,
          lane.path("waitingFor").asText(),
          lane.path("why").asText());
    }
    desk.print(table.toString());
  }
}
