package org.amitygate.partner.handover;

/** Which invariant does not hold, and where. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String invariant, String where) {
    super(invariant + "\n  " + where);
  }
}
