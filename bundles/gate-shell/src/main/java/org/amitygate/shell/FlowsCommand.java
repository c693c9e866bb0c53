package org.amitygate.shell;

import java.util.List;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginHost.FlowView;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** {@code gate:flows}. */
@Service
@Command(
    scope = "gate",
    name = "flows",
    description = "versions of flows, and how many crossings are under way on each")
public final class FlowsCommand implements Action {

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
    desk.actor();
    List<FlowView> flows = desk.await(desk.service(PluginHost.class).flows());
    if (json) {
      desk.print(Documents.list(flows.stream().map(Json::object).toList()));
      return;
    }
    Table table = new Table("FLOW", "VERSION", "TAKES", "CROSSINGS", "HELD", "OLDEST");
    for (FlowView flow : flows) {
      table.row(
          flow.flow(),
          flow.version(),
          flow.active() ? "new crossings" : "nothing new",
          flow.crossings(),
          flow.held(),
          flow.oldest().map(Documents::time).orElse(""));
    }
    desk.print(table.toString());
  }
}
