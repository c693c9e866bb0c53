package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:incident}. */
@Service
@Command(
    scope = "gate",
    name = "incident",
    description = "incidents that both gates must know: tell LANE KIND | acknowledge ID")
public final class IncidentCommand extends ReasonedCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description =
          "tell, a lane and a code such as FIRE; or acknowledge, and an incident as gate:pending"
              + " shows it")
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 3);
    String what = typed.at(0);
    String which = typed.at(1);
    String kind = typed.at(2);
    Actor actor = desk.actor();
    PartnerOperations operations = desk.service(PartnerOperations.class);
    switch (what) {
      case "tell" -> desk.tell(operations.incident(actor, which, kind, reason));
      case "acknowledge" -> desk.tell(operations.acknowledge(actor, which, reason));
      default -> throw typed.unknown("gate:incident", "tell", "acknowledge");
    }
  }
}
