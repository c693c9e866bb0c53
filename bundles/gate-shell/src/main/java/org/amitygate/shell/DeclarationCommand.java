package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:declaration}. */
@Service
@Command(
    scope = "gate",
    name = "declaration",
    description = "what a trader announced: withdraw REFERENCE")
public final class DeclarationCommand extends ReasonedCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "withdraw, and the reference of a declaration that serves no crossing")
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 2);
    Actor actor = desk.actor();
    if (!typed.at(0).equals("withdraw")) {
      throw typed.unknown("gate:declaration", "withdraw");
    }
    GateOperations operations = desk.service(GateOperations.class);
    desk.tell(operations.withdrawDeclaration(actor, typed.at(1), reason));
  }
}
