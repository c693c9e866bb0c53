package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:resume}. */
@Service
@Command(
    scope = "gate",
    name = "resume",
    description = "lifts a stop: two different accounts must say it")
public final class ResumeCommand extends GateCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "a lane, or all")
  @Completion(LaneCompleter.class)
  List<String> words = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--reason"), Set.of()).atMost(1);
    String lane = typed.at(0);
    reason = typed.option("--reason", reason);
    desk.tell(desk.service(GateOperations.class).resume(desk.actor(), lane, reason));
  }
}
