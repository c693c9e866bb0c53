package org.amitygate.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.operations.PartnerOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:crossing}. */
@Service
@Command(
    scope = "gate",
    name = "crossing",
    description =
        "one crossing: ID | record --plate P --lane L --direction D | read ID PLATE --at WHERE"
            + " | received ID | resolve ID WHAT | move ID VERSION")
public final class CrossingCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description =
          "an id, name or plate; or record; or read, an id and a plate; or received and an id; or resolve, an id and departed,"
              + " not-departed or not-opened; or move, an id and a version of its flow")
  List<String> words = new ArrayList<>();

  @Option(
      name = "--plate",
      description = "record: the plate of the vehicle that was passed by hand")
  String plate = "";

  @Option(name = "--lane", description = "record: the lane")
  @Completion(LaneCompleter.class)
  String lane = "";

  @Option(name = "--direction", description = "record: export or import, as the lane is")
  String direction = "";

  @Option(name = "--at", description = "read: entry or exit, whose camera did not read it")
  String at = "";

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed =
        new Words(
                words,
                Set.of("--plate", "--lane", "--direction", "--at", "--reason"),
                Set.of("--json"))
            .atMost(3);
    String what = typed.at(0);
    String crossing = typed.at(1);
    String decision = typed.at(2);
    plate = typed.option("--plate", plate);
    lane = typed.option("--lane", lane);
    direction = typed.option("--direction", direction);
    at = typed.option("--at", at);
    reason = typed.option("--reason", reason);
    json = typed.flag("--json", json);
    if (what.isEmpty()) {
      throw new Refusal("name a crossing: an id, a short name or a plate");
    }
    Actor actor = desk.actor();
    GateOperations operations = desk.service(GateOperations.class);
    switch (what) {
      case "record" -> desk.tell(operations.record(actor, plate, lane, direction, reason));
      case "read" -> desk.tell(operations.read(actor, crossing, decision, at, reason));
      case "received" ->
          desk.tell(desk.service(PartnerOperations.class).received(actor, crossing, reason));
      case "resolve" -> desk.tell(operations.resolve(actor, crossing, decision, reason));
      case "move" -> desk.tell(operations.moveCrossing(actor, crossing, decision, reason));
      default -> show(desk, desk.await(operations.crossing(actor, what)));
    }
  }

  private void show(Desk desk, ObjectNode whole) {
    if (json) {
      desk.print(whole.toPrettyString());
      return;
    }
    JsonNode about = whole.path("crossing");
    StringBuilder head = new StringBuilder();
    for (String field :
        new String[] {"name", "id", "role", "lane", "partner", "flow", "flowVersion", "stage"}) {
      if (about.hasNonNull(field)) {
        head.append("%-12s %s%n".formatted(field, about.path(field).asText()));
      }
    }
    head.append("%-12s %s%n".formatted("state", whole.path("state").asText()));
    JsonNode handover = about.path("handover");
    if (handover.has("state")) {
      String waits = handover.path("data").path("offerWaits").asText("");
      String stands = handover.path("state").asText() + ", epoch " + handover.path("epoch").asInt();
      head.append(
          "%-12s %s%n"
              .formatted(
                  "handover", waits.isEmpty() ? stands : stands + "; the offer waits: " + waits));
    }
    if (whole.has("legalHold")) {
      head.append("%-12s %s%n".formatted("legal hold", whole.path("legalHold").asText()));
    }
    about
        .path("facts")
        .properties()
        .forEach(
            fact ->
                head.append(
                    "%-12s %s%n".formatted(fact.getKey(), Documents.brief(fact.getValue()))));
    desk.print(head.toString());
    Table timeline = new Table("AT", "SEQ", "RECORD", "WHAT");
    for (JsonNode record : whole.path("timeline")) {
      timeline.row(
          Documents.time(record.path("at").asText()),
          record.path("seq").asText(),
          record.path("type").asText(),
          Documents.rest(record, "at", "seq", "type", "v"));
    }
    desk.print(timeline.toString());
  }
}
