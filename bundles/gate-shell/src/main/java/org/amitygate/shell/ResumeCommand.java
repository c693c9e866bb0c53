package org.amitygate.shell;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:resume}. */
@Service
@Command(
    scope = "gate",
    name = "resume",
    description = "lifts a stop: two different accounts must say it")
public final class ResumeCommand extends ReasonedCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "a lane, or all")
  @Completion(LaneCompleter.class)
  List<String> words = new ArrayList<>();

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = typed(words, 1);
    String lane = typed.at(0);
    desk.tell(desk.service(GateOperations.class).resume(desk.actor(), lane, reason));
  }
}
