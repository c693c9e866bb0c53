package org.amitygate.flow.cargo.exports;

import java.util.Optional;

/** What an answer of customs means for the truck. Whatever is not known here releases nothing. */
final class CustomsRule {

  /** What follows. */
  enum Decision {
    RELEASE,
    CONTROL,
    REJECTION,
    WAIT
  }

  private CustomsRule() {}

  /**
   * @param verdict as the authority's protocol mapped it
   * @param about the declaration that the answer names; empty: the gate matched it already
   * @param declaration of this crossing
   */
  static Decision decide(String verdict, Optional<String> about, String declaration) {
    if (about.isPresent() && !about.get().equals(declaration)) {
      return Decision.WAIT;
    }
    return switch (verdict) {
      case "RELEASED" -> Decision.RELEASE;
      case "CONTROL" -> Decision.CONTROL;
      case "REJECTED" -> Decision.REJECTION;
      default -> Decision.WAIT;
    };
  }
}
