package org.amitygate.core.operations;

import java.util.Set;
import org.amitygate.core.journal.Refusal;

/** Who does something. */
public record Actor(String account, Set<Role> roles) {

  public Actor {
    roles = Set.copyOf(roles);
  }

  /** Supervisors may do what any role may. */
  public boolean may(Role role) {
    return roles.contains(role) || roles.contains(Role.SUPERVISOR);
  }

  /**
   * @throws Refusal the account has none of these roles
   */
  public void require(Role... any) throws Refusal {
    for (Role role : any) {
      if (may(role)) {
        return;
      }
    }
    StringBuilder needed = new StringBuilder();
    for (Role role : any) {
      needed.append(needed.isEmpty() ? "" : " or ").append(role.groupName());
    }
    throw new Refusal("account '" + account + "' may not do this: it needs the role " + needed);
  }
}
