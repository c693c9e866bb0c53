package org.amitygate.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:inspection}. */
@Service
@Command(
    scope = "gate",
    name = "inspection",
    description =
        "a joint inspection with the partner: open ID | result ID --finding NAME=VALUE | seal ID"
            + " NUMBER")
public final class InspectionCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description =
          "open, result or seal, an id, name or plate, and for seal the number of the new one")
  List<String> words = new ArrayList<>();

  @Option(
      name = "--finding",
      multiValued = true,
      description = "NAME=VALUE, as often as needed; both sides must find the same")
  List<String> findings = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--finding", "--reason"), Set.of()).atMost(3);
    String what = typed.at(0);
    String which = typed.at(1);
    reason = typed.option("--reason", reason);
    Actor actor = desk.actor();
    PartnerOperations operations = desk.service(PartnerOperations.class);
    switch (what) {
      case "open" -> desk.tell(operations.inspect(actor, which, reason));
      case "result" ->
          desk.tell(
              operations.inspected(actor, which, byName(typed.all("--finding", findings)), reason));
      case "seal" -> desk.tell(operations.reseal(actor, which, typed.at(2), reason));
      default -> throw typed.unknown("gate:inspection", "open", "result", "seal");
    }
  }

  private static Map<String, String> byName(List<String> findings) throws Refusal {
    Map<String, String> named = new LinkedHashMap<>();
    for (String finding : findings) {
      int equals = finding.indexOf('=');
      if (equals < 1
          || named.put(finding.substring(0, equals), finding.substring(equals + 1)) != null) {
        throw new Refusal("'" + finding + "' is no finding: write NAME=VALUE, each name once");
      }
    }
    return named;
  }
}
