package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code gate:crossings}. */
@Service
@Command(scope = "gate", name = "crossings", description = "crossings, newest first")
public final class CrossingsCommand extends GateCommand {

  private static final Set<String> CRITERIA =
      Set.of(
          "--plate",
          "--container",
          "--declaration",
          "--name",
          "--state",
          "--reason",
          "--lane",
          "--from",
          "--to",
          "--after",
          "--limit");

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description =
          "part of a plate, container, declaration or name, with or without separators and"
              + " diacritics; nothing: the most recent")
  List<String> words = new ArrayList<>();

  @Option(name = "--plate", description = "part of a plate, of the tractor or the trailer")
  @Nullable String plate;

  @Option(name = "--container", description = "part of a container number")
  @Nullable String container;

  @Option(name = "--declaration", description = "part of a declaration's reference")
  @Nullable String declaration;

  @Option(name = "--name", description = "part of a short name")
  @Nullable String name;

  @Option(name = "--state", description = "such as HOLD_WEIGHT")
  @Nullable String state;

  @Option(name = "--reason", description = "of a hold or a refusal")
  @Nullable String reason;

  @Option(name = "--lane", description = "such as L3")
  @Nullable String lane;

  @Option(name = "--from", description = "began then or later: 2026-11-23, 2026-11-23T08:30, …Z")
  @Nullable String from;

  @Option(name = "--to", description = "began before that; a date alone: up to its end")
  @Nullable String to;

  @Option(name = "--after", description = "the cursor at the end of the page before")
  @Nullable String after;

  @Option(name = "--limit", description = "how many at most; 50 unless told, up to 1000")
  @Nullable String limit;

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, CRITERIA, Set.of("--json"));
    json = typed.flag("--json", json);
    Map<String, String> criteria = criteria(typed);
    List<ObjectNode> crossings =
        desk.await(desk.service(GateOperations.class).crossings(desk.actor(), criteria));
    if (json) {
      desk.print(Documents.list(crossings));
      return;
    }
    Table table =
        new Table(
            "NAME", "LANE", "PLATE", "STATE", "STAGE", "HANDOVER", "WAITS FOR", "WHY", "SINCE");
    for (ObjectNode crossing : crossings) {
      table.row(
          crossing.path("name").asText(),
          crossing.path("lane").asText(),
          crossing.path("plate").asText(),
          crossing.path("state").asText(),
          crossing.path("stage").asText(),
          crossing.path("handover").asText(),
          crossing.path("waitingFor").asText(),
          crossing.path("reason").asText() + " " + crossing.path("text").asText(),
          Documents.time(crossing.path("openedAt").asText()));
    }
    desk.print(table.toString());
    if (crossings.size() == limit(criteria)) {
      desk.print("more: --after " + crossings.get(crossings.size() - 1).path("cursor").asText());
    }
  }

  private static int limit(Map<String, String> criteria) {
    String typed = criteria.get("limit");
    return typed == null ? GateOperations.USUAL_LIMIT : Integer.parseInt(typed);
  }

  /** What was given, before or after the first word, by its name. */
  private Map<String, String> criteria(Words typed) throws Refusal {
    Map<String, @Nullable String> before = new HashMap<>();
    before.put("--plate", plate);
    before.put("--container", container);
    before.put("--declaration", declaration);
    before.put("--name", name);
    before.put("--state", state);
    before.put("--reason", reason);
    before.put("--lane", lane);
    before.put("--from", from);
    before.put("--to", to);
    before.put("--after", after);
    before.put("--limit", limit);
    Map<String, String> given = new TreeMap<>();
    for (String option : CRITERIA) {
      List<String> values = typed.all(option, Stream.ofNullable(before.get(option)).toList());
      if (values.size() > 1) {
        throw new Refusal(option + " is given twice");
      }
      values.forEach(value -> given.put(option.substring(2), value));
    }
    if (!typed.plain().isEmpty()) {
      given.put("text", String.join(" ", typed.plain()));
    }
    return given;
  }
}
