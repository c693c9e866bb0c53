package org.amitygate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAccountsTest {

  private static final Actor SUPERVISOR = new Actor("sofia", Set.of(Role.SUPERVISOR));

  @TempDir Path folder;
  private final List<String> recorded = new ArrayList<>();
  private final Passwords passwords = new Passwords();
  private UsersFile users;
  private Accounts accounts;
  private boolean full;

  /** A journal that keeps the type, account, who and why of each record. */
  private final class Records implements Journal {
    @Override
    public <R> CompletableFuture<R> submit(Work<R> work) {
      if (full) {
        return CompletableFuture.failedFuture(
            new JournalUnavailable("full", new IllegalStateException()));
      }
      Transaction tx =
          (Transaction)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {Transaction.class},
                  (proxy, method, arguments) -> {
                    var body = (com.fasterxml.jackson.databind.JsonNode) arguments[2];
                    recorded.add(
                        arguments[0]
                            + " "
                            + arguments[1]
                            + " "
                            + body.path("account").asText()
                            + " "
                            + body.path("who").asText()
                            + " "
                            + body.path("why").asText());
                    return null;
                  });
      try {
        return CompletableFuture.completedFuture(work.run(tx));
      } catch (Refusal e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public <R> CompletableFuture<R> read(Function<View, R> question) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Status status() {
      return new Status(!full, "");
    }
  }

  @BeforeEach
  void start() throws Exception {
    users = new UsersFile(folder.resolve("users.properties"));
    users.put("sofia", "x", Set.of(Role.SUPERVISOR));
    accounts = new FileAccounts(new Records(), passwords, users);
  }

  private static String said(CompletableFuture<String> change) {
    try {
      return change.join();
    } catch (CompletionException e) {
      return e.getCause().getMessage();
    }
  }

  private boolean opens(String account, String sentence) throws Exception {
    String password = sentence.substring(sentence.lastIndexOf(' ') + 1);
    return lines(account).stream()
        .map(
            line ->
                line.substring(
                    line.indexOf(UsersFile.CRYPT) + 7, line.lastIndexOf(UsersFile.CRYPT)))
        .anyMatch(kept -> passwords.checkPassword(password, kept));
  }

  private List<String> lines(String account) throws Exception {
    return Files.readAllLines(folder.resolve("users.properties")).stream()
        .filter(one -> one.startsWith(account + " "))
        .toList();
  }

  @Test
  void addsAnAccountWithAPasswordOfItsOwn() throws Exception {
    String said =
        said(accounts.add(SUPERVISOR, "anna", Set.of(Role.OPERATOR, Role.CUSTOMS), "new shift"));

    assertThat(said)
        .startsWith("account anna (operator,customs) is made; its password, told only now: ");
    assertThat(opens("anna", said)).isTrue();
    assertThat(users.accounts()).containsEntry("anna", Set.of(Role.OPERATOR, Role.CUSTOMS));
    assertThat(recorded).containsExactly("gate AccountAdded anna sofia new shift");
  }

  @Test
  void aNewPasswordReplacesTheOldOne() throws Exception {
    String first = said(accounts.add(SUPERVISOR, "anna", Set.of(Role.OPERATOR), "new shift"));
    assertThat(opens("anna", first)).isTrue(); // and is remembered as right
    String second = said(accounts.password(SUPERVISOR, "anna", "forgotten"));

    assertThat(opens("anna", second)).isTrue();
    assertThat(opens("anna", first)).isFalse();
    assertThat(recorded).endsWith("gate AccountPasswordChanged anna sofia forgotten");
    assertThat(users.accounts()).containsEntry("anna", Set.of(Role.OPERATOR));
  }

  @Test
  void anAccountThatIsRemovedIsGone() throws Exception {
    String made = said(accounts.add(SUPERVISOR, "anna", Set.of(Role.OPERATOR), "new shift"));
    assertThat(opens("anna", made)).isTrue();

    assertThat(said(accounts.remove(SUPERVISOR, "anna", "left")))
        .isEqualTo("account anna is removed");

    assertThat(opens("anna", made)).isFalse();
    assertThat(lines("anna")).isEmpty();
    assertThat(accounts.list(SUPERVISOR)).isEqualTo(Map.of("sofia", Set.of(Role.SUPERVISOR)));
    assertThat(recorded).endsWith("gate AccountRemoved anna sofia left");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThat(said(accounts.add(SUPERVISOR, "sofia", Set.of(Role.VIEWER), "x")))
        .isEqualTo(
            "account 'sofia' is there already; gate:account password gives it a new password");
    assertThat(said(accounts.add(SUPERVISOR, "a=b", Set.of(Role.VIEWER), "x")))
        .startsWith("'a=b' cannot be an account");
    assertThat(said(accounts.add(SUPERVISOR, "anna", Set.of(), "x")))
        .isEqualTo("account 'anna' needs a role");
    assertThat(said(accounts.add(SUPERVISOR, "anna", Set.of(Role.VIEWER), " ")))
        .isEqualTo("a reason is needed; say why with --reason");
    assertThat(said(accounts.remove(SUPERVISOR, "anna", "x")))
        .isEqualTo("there is no account 'anna'; gate:account list shows them");
    assertThat(said(accounts.remove(SUPERVISOR, "sofia", "x")))
        .isEqualTo("account 'sofia' is the last supervisor; make another one first");
    assertThat(recorded).isEmpty();
  }

  @Test
  void onlySupervisorsChangeAndSeeAccounts() {
    Actor guard = new Actor("binh", EnumSet.complementOf(EnumSet.of(Role.SUPERVISOR)));

    String refused = "account 'binh' may not do this: it needs the role supervisor";
    assertThat(said(accounts.add(guard, "anna", Set.of(Role.VIEWER), "x"))).isEqualTo(refused);
    assertThat(said(accounts.remove(guard, "sofia", "x"))).isEqualTo(refused);
    assertThat(said(accounts.password(guard, "sofia", "x"))).isEqualTo(refused);
    assertThatThrownBy(() -> accounts.list(guard)).isInstanceOf(Refusal.class).hasMessage(refused);
  }

  @Test
  void withoutItsRecordNothingChanges() throws Exception {
    full = true;
    said(accounts.add(SUPERVISOR, "anna", Set.of(Role.VIEWER), "x"));

    assertThat(users.accounts()).isEqualTo(Map.of("sofia", Set.of(Role.SUPERVISOR)));
  }

  @Test
  void theFirstAccountIsMadeOnceAndToldPrivately() throws Exception {
    UsersFile empty = new UsersFile(folder.resolve("etc-users.properties"));
    Path told = folder.resolve("first-account.txt");

    FirstStart.createFirstAccount(empty, told, passwords);

    assertThat(empty.accounts()).isEqualTo(Map.of("supervisor", Set.of(Role.SUPERVISOR)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(told)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(told))
        .containsPattern("account:  supervisor\npassword: [a-z2-9-]{27}\n");

    Files.delete(told);
    FirstStart.createFirstAccount(empty, told, passwords);
    assertThat(told).doesNotExist();
    FirstStart.createFirstAccount(users, told, passwords);
    assertThat(told).doesNotExist();
  }
}
