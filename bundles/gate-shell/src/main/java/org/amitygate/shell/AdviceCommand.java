package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:advice}. */
@Service
@Command(
    scope = "gate",
    name = "advice",
    description =
        "a vehicle that the partner told of and has not offered: hold NAME | release NAME")
public final class AdviceCommand extends ReasonedCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "hold or release, and an id or name as gate:pending shows it")
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 2);
    String what = typed.at(0);
    String which = typed.at(1);
    Actor actor = desk.actor();
    PartnerOperations operations = desk.service(PartnerOperations.class);
    switch (what) {
      case "hold" -> desk.tell(operations.advice(actor, which, true, reason));
      case "release" -> desk.tell(operations.advice(actor, which, false, reason));
      default -> throw typed.unknown("gate:advice", "hold", "release");
    }
  }
}
