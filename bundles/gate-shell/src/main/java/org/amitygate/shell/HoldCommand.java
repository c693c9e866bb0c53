package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:hold}. */
@Service
@Command(scope = "gate", name = "hold", description = "a held crossing: release ID | refuse ID")
public final class HoldCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "release or refuse, and an id, name or plate")
  List<String> words = new ArrayList<>();

  @Option(name = "--of", description = "reason of the hold that you have looked at; no other ends")
  String of = "";

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--of", "--reason"), Set.of()).atMost(2);
    of = typed.option("--of", of);
    reason = typed.option("--reason", reason);
    String what = typed.at(0);
    String crossing = typed.at(1);
    Actor actor = desk.actor();
    GateOperations operations = desk.service(GateOperations.class);
    switch (what) {
      case "release" -> desk.tell(operations.release(actor, crossing, of, reason));
      case "refuse" -> desk.tell(operations.refuse(actor, crossing, of, reason));
      default -> throw typed.unknown("gate:hold", "release", "refuse");
    }
  }
}
