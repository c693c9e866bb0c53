package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:hold}. */
@Service
@Command(scope = "gate", name = "hold", description = "a held crossing: release ID | refuse ID")
public final class HoldCommand extends ReasonedCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "release or refuse, and an id, name or plate")
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 2);
    String what = typed.at(0);
    String crossing = typed.at(1);
    Actor actor = desk.actor();
    GateOperations operations = desk.service(GateOperations.class);
    switch (what) {
      case "release" -> desk.tell(operations.release(actor, crossing, reason));
      case "refuse" -> desk.tell(operations.refuse(actor, crossing, reason));
      default -> throw typed.unknown("gate:hold", "release", "refuse");
    }
  }
}
