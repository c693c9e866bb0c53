package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:return}. */
@Service
@Command(
    scope = "gate",
    name = "return",
    description = "a received vehicle that shall go back; opens nothing: request ID | accept ID")
public final class ReturnCommand extends ReasonedCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "request or accept, and an id, name or plate")
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 2);
    String what = typed.at(0);
    String which = typed.at(1);
    Actor actor = desk.actor();
    PartnerOperations operations = desk.service(PartnerOperations.class);
    switch (what) {
      case "request" -> desk.tell(operations.requestReturn(actor, which, reason));
      case "accept" -> desk.tell(operations.acceptReturn(actor, which, reason));
      default -> throw typed.unknown("gate:return", "request", "accept");
    }
  }
}
