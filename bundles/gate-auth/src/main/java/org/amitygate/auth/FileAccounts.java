package org.amitygate.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Accounts in the {@code users.properties} of Karaf's realm. */
@Component(service = Accounts.class)
public final class FileAccounts implements Accounts {

  private final Journal journal;
  private final Passwords passwords;
  private final UsersFile users;

  @Activate
  public FileAccounts(
      BundleContext context, @Reference Journal journal, @Reference PasswordEncryption encryption) {
    this(
        journal,
        encryption.passwords(),
        new UsersFile(
            Path.of(String.valueOf(context.getProperty("karaf.etc")), "users.properties")));
  }

  FileAccounts(Journal journal, Passwords passwords, UsersFile users) {
    this.journal = journal;
    this.passwords = passwords;
    this.users = users;
  }

  @Override
  public synchronized Map<String, Set<Role>> list(Actor actor) throws Refusal {
    actor.require(Role.SUPERVISOR);
    return read();
  }

  @Override
  public CompletableFuture<String> add(Actor actor, String name, Set<Role> roles, String reason) {
    String password = passwords.random();
    return change(
        actor,
        reason,
        "AccountAdded",
        body(name).put("roles", names(roles)),
        there -> {
          if (!UsersFile.isName(name)) {
            throw new Refusal(
                "'"
                    + name
                    + "' cannot be an account: use lower-case letters, digits, '.', '_' and '-'");
          }
          if (there.containsKey(name)) {
            throw new Refusal(
                "account '"
                    + name
                    + "' is there already; gate:account password gives it a new password");
          }
          if (roles.isEmpty()) {
            throw new Refusal("account '" + name + "' needs a role");
          }
        },
        there -> {
          users.put(name, passwords.encryptPassword(password), new TreeSet<>(roles));
          return "account "
              + name
              + " ("
              + names(roles)
              + ") is made; its password, told only now: "
              + password;
        });
  }

  @Override
  public CompletableFuture<String> remove(Actor actor, String name, String reason) {
    return change(
        actor,
        reason,
        "AccountRemoved",
        body(name),
        there -> {
          known(there, name);
          long left =
              there.entrySet().stream()
                  .filter(
                      one -> !one.getKey().equals(name) && one.getValue().contains(Role.SUPERVISOR))
                  .count();
          if (left == 0) {
            throw new Refusal(
                "account '" + name + "' is the last supervisor; make another one first");
          }
        },
        there -> {
          users.remove(name);
          return "account " + name + " is removed";
        });
  }

  @Override
  public CompletableFuture<String> password(Actor actor, String name, String reason) {
    String password = passwords.random();
    return change(
        actor,
        reason,
        "AccountPasswordChanged",
        body(name),
        there -> known(there, name),
        there -> {
          users.put(name, passwords.encryptPassword(password), new TreeSet<>(there.get(name)));
          return "account " + name + " has a new password, told only now: " + password;
        });
  }

  @FunctionalInterface
  private interface Check {
    void run(Map<String, Set<Role>> there) throws Refusal;
  }

  @FunctionalInterface
  private interface Change {
    String run(Map<String, Set<Role>> there) throws IOException;
  }

  private synchronized CompletableFuture<String> change(
      Actor actor, String reason, String type, ObjectNode body, Check check, Change change) {
    try {
      actor.require(Role.SUPERVISOR);
      if (reason.isBlank()) {
        throw new Refusal("a reason is needed; say why with --reason");
      }
      check.run(read());
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    body.put("who", actor.account()).put("why", reason);
    return journal
        .submit(
            tx -> {
              tx.append("gate", type, body);
              return type;
            })
        .thenApplyAsync(recorded -> carryOut(change));
  }

  private synchronized String carryOut(Change change) {
    try {
      return change.run(users.accounts());
    } catch (IOException e) {
      throw new CompletionException(
          new Refusal("users.properties cannot be written (" + e.getMessage() + ")"));
    }
  }

  private Map<String, Set<Role>> read() throws Refusal {
    try {
      return users.accounts();
    } catch (IOException e) {
      throw new Refusal("users.properties cannot be read (" + e.getMessage() + ")");
    }
  }

  private static void known(Map<String, Set<Role>> there, String name) throws Refusal {
    if (!there.containsKey(name)) {
      throw new Refusal("there is no account '" + name + "'; gate:account list shows them");
    }
  }

  private static ObjectNode body(String name) {
    return Json.object().put("account", name);
  }

  private static String names(Set<Role> roles) {
    return roles.stream().sorted().map(Role::groupName).collect(Collectors.joining(","));
  }
}
