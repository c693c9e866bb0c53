package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:quota}. */
@Service
@Command(
    scope = "gate",
    name = "quota",
    description =
        "tells the partner how many more vehicles are taken on a lane: LANE COUNT --until TIME")
public final class QuotaCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "a lane, and a number of vehicles")
  @Completion(LaneCompleter.class)
  List<String> words = new ArrayList<>();

  @Option(name = "--until", description = "a time to come, in the gate's zone or UTC")
  String until = "";

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--until", "--reason"), Set.of()).atMost(2);
    until = typed.option("--until", until);
    reason = typed.option("--reason", reason);
    PartnerOperations operations = desk.service(PartnerOperations.class);
    desk.tell(operations.quota(desk.actor(), typed.at(0), typed.at(1), until, reason));
  }
}
