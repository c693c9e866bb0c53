package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginHost.FlowView;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:flows}. */
@Service
@Command(
    scope = "gate",
    name = "flows",
    description =
        "versions of flows, and how many crossings are under way on each | move FLOW FROM TO")
public final class FlowsCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "nothing; or move, a flow, the version its crossings are on, and another one")
  List<String> words = new ArrayList<>();

  @Option(name = "--reason", description = "move: why; kept in the journal")
  String reason = "";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--reason"), Set.of("--json")).atMost(4);
    reason = typed.option("--reason", reason);
    json = typed.flag("--json", json);
    Actor actor = desk.actor();
    switch (typed.at(0)) {
      case "" -> list(desk, desk.await(desk.service(PluginHost.class).flows()));
      case "move" -> {
        if (typed.at(3).isEmpty()) {
          throw new Refusal("gate:flows move needs a flow, a version and another version");
        }
        desk.tell(
            desk.service(GateOperations.class)
                .moveCrossings(actor, typed.at(1), typed.at(2), typed.at(3), reason));
      }
      default -> throw typed.unknown("gate:flows", "move");
    }
  }

  private void list(Desk desk, List<FlowView> flows) {
    if (json) {
      desk.print(Documents.list(flows.stream().map(Json::object).toList()));
      return;
    }
    Table table = new Table("FLOW", "VERSION", "TAKES", "CROSSINGS", "HELD", "OLDEST");
    for (FlowView flow : flows) {
      table.row(
          flow.flow(),
          flow.version(),
          takes(flow),
          flow.crossings(),
          flow.held(),
          flow.oldest().map(Documents::time).orElse(""));
    }
    desk.print(table.toString());
  }

  private static String takes(FlowView flow) {
    if (flow.active()) {
      return "new crossings";
    }
    if (!flow.lanes().isEmpty()) {
      return "those of " + String.join(" ", flow.lanes());
    }
    return flow.bad() ? "nothing: bad" : "nothing new";
  }
}
