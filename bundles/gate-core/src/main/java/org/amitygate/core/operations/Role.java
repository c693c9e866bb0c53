package org.amitygate.core.operations;

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
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
