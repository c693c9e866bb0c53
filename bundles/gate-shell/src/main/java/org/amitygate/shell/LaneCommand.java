package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:lane}. */
@Service
@Command(
    scope = "gate",
    name = "lane",
    description = "opens or closes a lane for traffic; opens no barrier: open LANE | close LANE")
public final class LaneCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "open or close, and a lane")
  @Completion(LaneCompleter.class)
  List<String> words = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--reason"), Set.of()).atMost(2);
    String what = typed.at(0);
    String lane = typed.at(1);
    reason = typed.option("--reason", reason);
    Actor actor = desk.actor();
    GateOperations operations = desk.service(GateOperations.class);
    switch (what) {
      case "open" -> desk.tell(operations.openLane(actor, lane, reason));
      case "close" -> desk.tell(operations.closeLane(actor, lane, reason));
      default -> throw typed.unknown("gate:lane", "open", "close");
    }
  }
}
