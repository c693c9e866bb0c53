package org.amitygate.core.operations;

import java.util.Locale;

/**
 * What an account may do. The name in an account's groups is the lower-case form with {@code -}:
 * {@code border-guard}.
 */
public enum Role {
  VIEWER,
  OPERATOR,
  BORDER_GUARD,
  CUSTOMS,
  QUARANTINE,
  INTEGRATOR,
  SUPERVISOR;

  public String groupName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
