package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.amitygate.auth.Accounts;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:account}. */
@Service
@Command(
    scope = "gate",
    name = "account",
    description = "accounts: list | add NAME --role R | remove NAME | password NAME")
public final class AccountCommand extends GateCommand {

  @Argument(
      index = 0,
      name = "words",
      multiValued = true,
      description = "list; or add, remove or password and a name")
  List<String> words = new ArrayList<>();

  @Option(name = "--role", description = "add: a role; repeat it for several", multiValued = true)
  List<String> roles = new ArrayList<>();

  @Option(name = "--reason", description = "why; kept in the journal")
  String reason = "";

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    Words typed = new Words(words, Set.of("--role", "--reason"), Set.of("--json")).atMost(2);
    String what = typed.at(0).isEmpty() ? "list" : typed.at(0);
    String name = typed.at(1);
    roles = typed.all("--role", roles);
    reason = typed.option("--reason", reason);
    json = typed.flag("--json", json);
    Actor actor = desk.actor();
    Accounts accounts = desk.service(Accounts.class);
    switch (what) {
      case "list" -> list(desk, accounts.list(actor));
      case "add" -> desk.tell(accounts.add(actor, name, named(), reason));
      case "remove" -> desk.tell(accounts.remove(actor, name, reason));
      case "password" -> desk.tell(accounts.password(actor, name, reason));
      default -> throw typed.unknown("gate:account", "list", "add", "remove", "password");
    }
  }

  private Set<Role> named() throws Refusal {
    Set<Role> named = EnumSet.noneOf(Role.class);
    for (String text : roles) {
      named.add(
          Arrays.stream(Role.values())
              .filter(role -> role.groupName().equals(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Refusal(
                          "there is no role "
                              + text
                              + "; roles are "
                              + names(EnumSet.allOf(Role.class)))));
    }
    return named;
  }

  private void list(Desk desk, Map<String, Set<Role>> accounts) {
    if (json) {
      List<ObjectNode> documents = new ArrayList<>();
      accounts.forEach(
          (account, has) ->
              documents.add(Json.object().put("account", account).put("roles", names(has))));
      desk.print(Documents.list(documents));
      return;
    }
    Table table = new Table("ACCOUNT", "ROLES");
    accounts.forEach((account, has) -> table.row(account, names(has)));
    desk.print(table.toString());
  }

  private static String names(Set<Role> roles) {
    return roles.stream().map(Role::groupName).collect(Collectors.joining(", "));
  }
}
