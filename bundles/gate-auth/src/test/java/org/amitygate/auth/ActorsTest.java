package org.amitygate.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Principal;
import java.security.PrivilegedExceptionAction;
import java.util.Set;
import javax.security.auth.Subject;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.apache.karaf.jaas.boot.principal.GroupPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.junit.jupiter.api.Test;

class ActorsTest {

  private static Subject subject(Principal... principals) {
    return new Subject(true, Set.of(principals), Set.of(), Set.of());
  }

  @Test
  void rolesComeFromRolesAndGroups() throws Exception {
    Subject subject =
        subject(
            new UserPrincipal("binh"),
            new GroupPrincipal("border-guard"),
            new RolePrincipal("customs"),
            new RolePrincipal("ssh"),
            new RolePrincipal("admin"));

    assertThat(Actors.of(subject))
        .isEqualTo(new Actor("binh", Set.of(Role.BORDER_GUARD, Role.CUSTOMS)));
  }

  @Test
  @SuppressWarnings("removal")
  void theCurrentOneIsThatOfTheThread() throws Exception {
    PrivilegedExceptionAction<Actor> who = Actors::current;

    assertThat(Subject.doAs(subject(new UserPrincipal("anna")), who))
        .isEqualTo(new Actor("anna", Set.of()));
  }

  @Test
  void nobodyIsNobody() {
    assertThatThrownBy(Actors::current)
        .isInstanceOf(Refusal.class)
        .hasMessage("nobody is logged in here; use an account of the gate");
    assertThatThrownBy(() -> Actors.of(subject(new RolePrincipal("supervisor"))))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void karafsOwnAdministratorIsNoSupervisor() throws Exception {
    assertThat(Actors.of(subject(new UserPrincipal("karaf"), new RolePrincipal("admin"))).roles())
        .isEmpty();
  }
}
