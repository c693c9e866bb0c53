package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:advice}. */
@Service
@Command(
    scope = "gate",
    name = "advice",
    description =
        "a vehicle that the partner told of and has not offered: hold NAME | release NAME")
public final class AdviceCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "hold or release, and an id or name as gate:pending shows it")
  List<String> words = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--reason"), Set.of()).atMost(2);
    String what = typed.at(0);
    String which = typed.at(1);
    reason = typed.option("--reason", reason);
    Actor actor = desk.actor();
    PartnerOperations operations = desk.service(PartnerOperations.class);
    switch (what) {
      case "hold" -> desk.tell(operations.advice(actor, which, true, reason));
      case "release" -> desk.tell(operations.advice(actor, which, false, reason));
      default -> throw typed.unknown("gate:advice", "hold", "release");
    }
  }
}
