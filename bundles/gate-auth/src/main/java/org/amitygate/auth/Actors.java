package org.amitygate.auth;

import java.security.AccessController;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import javax.security.auth.Subject;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.apache.karaf.jaas.boot.principal.GroupPrincipal;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;

/** Tells who is acting. */
public final class Actors {

  private Actors() {}

  /**
   * The account on whose behalf this thread runs: that of the shell session.
   *
   * @throws Refusal nobody is logged in on this thread
   */
  @SuppressWarnings("removal")
  public static Actor current() throws Refusal {
    return of(Subject.getSubject(AccessController.getContext()));
  }

  /**
   * @throws Refusal the subject is null or names no account
   */
  static Actor of(Subject subject) throws Refusal {
    String account = "";
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Set<Principal> principals = subject == null ? Set.of() : subject.getPrincipals();
    for (Principal principal : principals) {
      if (principal instanceof UserPrincipal) {
        account = principal.getName();
      } else if (principal instanceof RolePrincipal || principal instanceof GroupPrincipal) {
        for (Role role : Role.values()) {
          if (role.groupName().equals(principal.getName())) {
            roles.add(role);
          }
        }
      }
    }
    if (account.isEmpty()) {
      throw new Refusal("nobody is logged in here; use an account of the gate");
    }
    return new Actor(account, roles);
  }
}
