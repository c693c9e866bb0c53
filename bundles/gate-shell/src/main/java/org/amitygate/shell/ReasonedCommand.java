package org.amitygate.shell;

import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.apache.karaf.shell.api.action.Option;

/** A command of a few words that changes something, whose only option is the reason for it. */
abstract class ReasonedCommand extends GateCommand {

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  /**
   * Sorts what was typed, and takes the reason out of it.
   *
   * @throws Refusal another option, or more words than the command knows
   */
  final Words typed(List<String> words, int most) throws Refusal {
    Words typed = new Words(words, Set.of("--reason"), Set.of()).atMost(most);
    reason = typed.option("--reason", reason);
    return typed;
  }
}
