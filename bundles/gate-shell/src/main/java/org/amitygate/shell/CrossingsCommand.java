package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.GateOperations;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** {@code gate:crossings}. */
@Service
@Command(scope = "gate", name = "crossings", description = "crossings, newest first")
public final class CrossingsCommand implements Action {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "a plate, name or declaration; nothing: the most recent")
  List<String> words = new ArrayList<>();

  @Option(name = "--limit", description = "how many at most")
  int limit = 50;

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Reference BundleContext context;
  @Reference Session session;

  @Override
  public @Nullable Object execute() throws Exception {
    Desk desk = new Desk(context, session);
    return desk.serve(() -> run(desk));
  }

  private void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--limit"), Set.of("--json")).atMost(1);
    String text = typed.at(0);
    limit = number(typed.option("--limit", String.valueOf(limit)));
    json = typed.flag("--json", json);
    desk.actor();
    List<ObjectNode> crossings =
        desk.await(desk.service(GateOperations.class).crossings(text, limit));
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
  }

  private static int number(String text) throws Refusal {
    try {
      return Math.max(1, Math.min(Integer.parseInt(text), 10_000));
    } catch (NumberFormatException e) {
      throw new Refusal("--limit '" + text + "' is no number");
    }
  }
}
