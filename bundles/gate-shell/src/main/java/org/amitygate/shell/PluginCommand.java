package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.plugin.PluginHost;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:plugin}. */
@Service
@Command(
    scope = "gate",
    name = "plugin",
    description =
        "plug-ins: list | install FILE | update FILE | rollout FILE | rollback NAME | bad NAME VERSION | remove NAME | why NAME | rehearse FILE --since TIME")
public final class PluginCommand extends GateCommand {

  private static final Set<String> OF_JARS = Set.of("install", "update", "rollout", "rehearse");
  private static final Set<String> OF_NAMES = Set.of("rollback", "bad", "remove", "why");

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description =
          "list; install, update, rollout or rehearse and a jar, or a flow as a file, on the server; rollback, remove or why and a name; bad, a name and a version")
  @Completion(PluginCompleter.class)
  List<String> words = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Option(
      name = "--since",
      description = "rehearse crossings that began then or later: yesterday, P1D, 2026-11-23T08:30")
  String since = "";

  @Option(name = "--limit", description = "rehearse so many crossings at most, the oldest")
  String limit = "";

  @Option(name = "--most", description = "show so many differences of a rehearsal at most")
  String most = "";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed =
        new Words(words, Set.of("--reason", "--since", "--limit", "--most"), Set.of("--json"))
            .atMost(3);
    String what = typed.at(0).isEmpty() ? "list" : typed.at(0);
    String subject = typed.at(1);
    reason = typed.option("--reason", reason);
    since = typed.option("--since", since);
    limit = typed.option("--limit", limit);
    most = typed.option("--most", most);
    json = typed.flag("--json", json);
    Actor actor = desk.actor();
    PluginHost host = desk.service(PluginHost.class);
    if (subject.isBlank() && (OF_JARS.contains(what) || OF_NAMES.contains(what))) {
      throw new Refusal(
          "gate:plugin " + what + " needs " + (OF_JARS.contains(what) ? "a jar" : "a name"));
    }
    switch (what) {
      case "list" -> list(desk, host.list());
      case "install" -> desk.tell(host.install(actor, Path.of(subject), reason));
      case "update" -> desk.tell(host.update(actor, Path.of(subject), reason));
      case "rollout" -> desk.tell(host.rollout(actor, Path.of(subject), reason));
      case "rollback" -> desk.tell(host.rollback(actor, subject, reason));
      case "bad" -> desk.tell(host.markBad(actor, subject, version(typed), reason));
      case "remove" -> desk.tell(host.remove(actor, subject, reason));
      case "rehearse" -> new Rehearsing(desk).run(Path.of(subject), since, limit, most, json);
      case "why" -> why(desk, desk.await(host.why(subject)));
      default ->
          throw typed.unknown(
              "gate:plugin",
              "list",
              "install",
              "update",
              "rollout",
              "rollback",
              "bad",
              "remove",
              "why",
              "rehearse");
    }
  }

  private static String version(Words typed) throws Refusal {
    if (typed.at(2).isEmpty()) {
      throw new Refusal("gate:plugin bad needs a name and a version");
    }
    return typed.at(2);
  }

  private void list(Desk desk, List<PluginHost.PluginView> plugins) {
    if (json) {
      desk.print(Documents.list(plugins.stream().map(Json::object).toList()));
      return;
    }
    Table table =
        new Table(
            "NAME",
            "KIND",
            "VERSION",
            "BEFORE",
            "RETIRING",
            "LANES",
            "PROBATION",
            "BAD",
            "WHO",
            "WHY",
            "PROBLEM");
    for (PluginHost.PluginView plugin : plugins) {
      table.row(
          plugin.name(),
          plugin.kind().word(),
          plugin.version(),
          plugin.previous(),
          String.join(" ", plugin.retiring()),
          plugin.lanes().entrySet().stream()
              .map(lane -> lane.getKey() + "=" + lane.getValue())
              .collect(Collectors.joining(" ")),
          plugin.probation(),
          String.join(" ", plugin.bad()),
          plugin.who(),
          plugin.why(),
          plugin.problem());
    }
    desk.print(table.toString());
  }

  private void why(Desk desk, List<ObjectNode> records) {
    if (json) {
      desk.print(Documents.list(records));
      return;
    }
    Table table = new Table("AT", "WHAT", "VERSION", "LANE", "WHO", "WHY", "REASON", "SHA-256");
    for (ObjectNode record : records) {
      String sha256 = record.path("sha256").asText();
      table.row(
          Documents.time(record.path("at").asText()),
          record.path("type").asText(),
          record.path("version").asText(),
          record.path("lane").asText(),
          record.path("who").asText(),
          record.path("why").asText(),
          record.path("reason").asText(),
          sha256.substring(0, Math.min(12, sha256.length())));
    }
    desk.print(table.toString());
  }
}
