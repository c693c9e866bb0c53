package org.amitygate.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:messages}. */
@Service
@Command(
    scope = "gate",
    name = "messages",
    description = "every message of a crossing with its signature and its receipt: ID")
public final class MessagesCommand extends GateCommand {

  @Argument(index = 0, name = "words", multiValued = true, description = "an id, name or plate")
  List<String> words = new ArrayList<>();

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of(), Set.of("--json")).atMost(1);
    json = typed.flag("--json", json);
    Actor actor = desk.actor();
    if (typed.at(0).isEmpty()) {
      throw new Refusal("name a crossing: an id, a short name or a plate");
    }
    GateOperations operations = desk.service(GateOperations.class);
    List<ObjectNode> messages = messages(desk.await(operations.crossing(actor, typed.at(0))));
    if (json) {
      desk.print(Documents.list(messages));
      return;
    }
    Table table = new Table("AT", "WAY", "SEQ", "MESSAGE", "EPOCH", "SIGNATURE", "RECEIPT", "ID");
    for (ObjectNode one : messages) {
      table.row(
          Documents.time(one.path("at").asText()),
          one.path("way").asText(),
          one.path("seq").asText(),
          one.path("message").asText(),
          one.path("epoch").asText(),
          one.path("signature").asText(),
          one.path("receipt").asText(),
          one.path("id").asText());
    }
    desk.print(table.toString());
  }

  /**
   * A message of ours has a signature and, once the partner has it, a receipt; one of theirs was
   * recorded after its signature was verified, and has our receipt.
   */
  private static List<ObjectNode> messages(ObjectNode crossing) {
    Map<String, String> receipts = new HashMap<>();
    for (JsonNode record : crossing.path("timeline")) {
      if (record.path("type").asText().startsWith("PartnerReceipt")) {
        receipts.putIfAbsent(
            record.path("messageId").asText(),
            record.path("verdict").asText() + " " + Documents.time(record.path("at").asText()));
      }
    }
    List<ObjectNode> messages = new ArrayList<>();
    for (JsonNode record : crossing.path("timeline")) {
      String type = record.path("type").asText();
      boolean sent = type.equals("PartnerMessageSent");
      if (sent || type.equals("PartnerMessageReceived")) {
        String id = record.path("messageId").asText();
        ObjectNode one = Json.object().put("at", record.path("at").asText());
        one.put("way", sent ? "out" : "in").put("seq", record.path("seq").asLong());
        one.put("message", record.path("messageType").asText());
        one.put("epoch", record.path("epoch").asInt());
        one.put("signature", sent ? "ours, " + record.path("kid").asText() : "theirs, verified");
        one.put("receipt", receipts.getOrDefault(id, "none yet"));
        messages.add(one.put("id", id));
      }
    }
    return messages;
  }
}
