package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:lane}. */
@Service
@Command(
    scope = "gate",
    name = "lane",
    description = "opens or closes a lane for traffic; opens no barrier: open LANE | close LANE")
public final class LaneCommand extends ReasonedCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "open or close, and a lane")
  @Completion(LaneCompleter.class)
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 2);
    String what = typed.at(0);
    String lane = typed.at(1);
    Actor actor = desk.actor();
    GateOperations operations = desk.service(GateOperations.class);
    switch (what) {
      case "open" -> desk.tell(operations.openLane(actor, lane, reason));
      case "close" -> desk.tell(operations.closeLane(actor, lane, reason));
      default -> throw typed.unknown("gate:lane", "open", "close");
    }
  }
}
