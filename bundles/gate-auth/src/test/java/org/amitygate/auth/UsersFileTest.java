package org.amitygate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {

  @TempDir Path folder;
  private Path file;
  private UsersFile users;

  @BeforeEach
  void file() {
    file = folder.resolve("users.properties");
    users = new UsersFile(file);
  }

  @Test
  void readsAccountsWithGroupsAndWithRoles() throws Exception {
    Files.writeString(
        file,
        """
        # people
        anna = secret,_g_:operator,_g_:viewer
        binh=secret,border-guard,ssh
        cuong = secret
        _g_\\:operator = group,operator,ssh
        """);

    assertThat(users.accounts())
        .isEqualTo(
            Map.of(
                "anna", Set.of(Role.OPERATOR, Role.VIEWER),
                "binh", Set.of(Role.BORDER_GUARD),
                "cuong", Set.of()));
  }

  @Test
  void definesTheGroupsThatAreMissingAndKeepsTheRest() throws Exception {
    Files.writeString(
        file,
        "# people\nanna = secret,_g_:operator\n_g_\\:operator = group,operator,ssh,special\n");

    users.defineGroups();
    List<String> lines = Files.readAllLines(file);
    users.defineGroups();

    assertThat(lines)
        .startsWith(
            "# people", "anna = secret,_g_:operator", "_g_\\:operator = group,operator,ssh,special")
        .contains(
            "_g_\\:border-guard = group,border-guard,ssh",
            "_g_\\:supervisor = group,supervisor,ssh,admin,manager,viewer,systembundles")
        .hasSize(3 + Role.values().length - 1);
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
  }

  @Test
  void writesAndRemovesOneAccountAlone() throws Exception {
    Files.writeString(file, "# people\nann = x,viewer\nanna = secret,_g_:operator\n");

    users.put("anna", "hash", Set.of(Role.CUSTOMS));
    assertThat(Files.readAllLines(file))
        .containsExactly("# people", "ann = x,viewer", "anna = {CRYPT}hash{CRYPT},_g_:customs");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    users.remove("anna");
    assertThat(Files.readAllLines(file)).containsExactly("# people", "ann = x,viewer");
  }

  /** Or the account that was removed would log in again once the power has failed. */
  @Test
  void aChangeIsOnDiskWithTheNameOfTheFileWhenItReturns() throws Exception {
    Path part = folder.resolve("users.properties.part");
    assertThat(Forced.in(folder, () -> users.put("anna", "hash", Set.of(Role.CUSTOMS))))
        .containsExactly(part, folder);
    assertThat(Forced.in(folder, () -> users.remove("anna"))).containsExactly(part, folder);
  }

  @Test
  void hashesOnlyPasswordsThatAreWrittenInClear() throws Exception {
    Files.writeString(
        file,
        """
        # people
        anna = secret,_g_:operator,_g_:viewer
        binh=other
        cuong = {CRYPT}kept{CRYPT},_g_:viewer
        _g_\\:operator = group,operator,ssh
        """);

    users.hashPasswords(plain -> "hash-of-" + plain);

    assertThat(Files.readAllLines(file))
        .containsExactlyInAnyOrder(
            "# people",
            "anna = {CRYPT}hash-of-secret{CRYPT},_g_:operator,_g_:viewer",
            "binh = {CRYPT}hash-of-other{CRYPT}",
            "cuong = {CRYPT}kept{CRYPT},_g_:viewer",
            "_g_\\:operator = group,operator,ssh");
  }

  @Test
  void namesAreHarmlessInTheFile() {
    assertThat(List.of("anna", "nguyen.van-an_2")).allMatch(UsersFile::isName);
    assertThat(List.of("", "_g_:x", "a b", "a=b", "Anna", "-a", "a,b", "a\nb"))
        .noneMatch(UsersFile::isName);
  }
}
