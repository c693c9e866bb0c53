package org.amitygate.shell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.platform.PlatformHost;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:platform}. */
@Service
@Command(
    scope = "gate",
    name = "platform",
    description = "the server itself: what runs and how it came | update FILE")
public final class PlatformCommand extends GateCommand {

  /** Unpacking and checking take their time, and the gate comes to rest. */
  private static final Duration WITHIN = Duration.ofMinutes(5);

  private static final double MILLIS = 1000;

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "update and an assembly on the server: its folder or its .tar.gz")
  List<String> words = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Actor actor = desk.actor();
    Words typed = new Words(words, Set.of("--reason"), Set.of("--json")).atMost(2);
    json = typed.flag("--json", json);
    PlatformHost host = desk.service(PlatformHost.class);
    switch (typed.at(0)) {
      case "" -> show(desk, host);
      case "update" -> {
        if (typed.at(1).isEmpty()) {
          throw new Refusal("gate:platform update needs the folder or the .tar.gz of an assembly");
        }
        desk.await(
            host.update(
                actor,
                Path.of(typed.at(1)),
                typed.option("--reason", reason),
                sentence -> desk.print("OK " + sentence)),
            WITHIN);
      }
      default -> throw typed.unknown("gate:platform", "update");
    }
  }

  private void show(Desk desk, PlatformHost host) throws Refusal, InterruptedException {
    PlatformHost.PlatformView now = host.now();
    List<ObjectNode> history = desk.await(host.history());
    if (json) {
      ObjectNode document =
          Json.object()
              .put("version", now.version())
              .put("home", now.home().toString())
              .put("supervised", now.supervised())
              .put("underWay", now.underWay());
      ArrayNode records = document.putArray("history");
      history.forEach(records::add);
      desk.print(document.toPrettyString());
      return;
    }
    desk.print(
        "platform %s in %s%s%s"
            .formatted(
                now.version(),
                now.home(),
                now.supervised() ? "" : ", not supervised",
                now.underWay() ? ", an update is under way" : ""));
    if (history.isEmpty()) {
      return;
    }
    Table table = new Table("AT", "WHAT", "FROM", "TO", "WHO", "WHY", "PAUSE", "AWAY", "REASON");
    for (ObjectNode record : history) {
      table.row(
          Documents.time(record.path("at").asText()),
          record.path("type").asText(),
          record.path("from").asText(),
          record.path("to").asText(),
          record.path("who").asText(),
          record.path("why").asText(),
          pauses(record),
          words(record.path("away")),
          record.path("reason").asText());
    }
    desk.print(table.toString());
  }

  private static String pauses(ObjectNode record) {
    StringJoiner lanes = new StringJoiner(" ");
    record
        .path("pauseMillis")
        .properties()
        .forEach(
            lane ->
                lanes.add(
                    String.format(
                        Locale.ROOT,
                        "%s=%.1fs",
                        lane.getKey(),
                        lane.getValue().asLong() / MILLIS)));
    return lanes.toString();
  }

  private static String words(JsonNode array) {
    StringJoiner words = new StringJoiner(" ");
    array.forEach(word -> words.add(word.asText()));
    return words.toString();
  }
}
