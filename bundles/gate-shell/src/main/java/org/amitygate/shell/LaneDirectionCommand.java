package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:lane-direction}. */
@Service
@Command(
    scope = "gate",
    name = "lane-direction",
    description =
        "turns a tidal lane when both gates want it; opens no barrier: turn LANE | keep LANE")
public final class LaneDirectionCommand extends ReasonedCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "turn or keep, and a lane")
  @Completion(LaneCompleter.class)
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 2);
    String what = typed.at(0);
    String which = typed.at(1);
    Actor actor = desk.actor();
    PartnerOperations operations = desk.service(PartnerOperations.class);
    switch (what) {
      case "turn" -> desk.tell(operations.laneDirection(actor, which, true, reason));
      case "keep" -> desk.tell(operations.laneDirection(actor, which, false, reason));
      default -> throw typed.unknown("gate:lane-direction", "turn", "keep");
    }
  }
}
