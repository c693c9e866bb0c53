package org.amitygate.auth;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;

/**
 * The accounts of this gate, as an OSGi service. For supervisors only. Each change is in the
 * journal before it is made, and completes with one sentence or fails with {@link Refusal}.
 * Thread-safe.
 */
public interface Accounts {

  /** Accounts and their roles, by name. */
  Map<String, Set<Role>> list(Actor actor) throws Refusal;

  /** Adds an account with a password of its own making, which the sentence tells once. */
  CompletableFuture<String> add(Actor actor, String name, Set<Role> roles, String reason);

  CompletableFuture<String> remove(Actor actor, String name, String reason);

  /** Gives an account a new password, which the sentence tells once. */
  CompletableFuture<String> password(Actor actor, String name, String reason);
}
