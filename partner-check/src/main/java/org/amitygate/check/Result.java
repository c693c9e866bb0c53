package org.amitygate.check;

import org.amitygate.check.rules.Rule;

/**
 * What became of one rule.
 *
 * @param said why it was not passed; empty otherwise
 */
public record Result(Rule rule, Outcome outcome, String said) {
  /** Passed, failed, or not found out. */
  public enum Outcome {
    PASSED("passed"),
    FAILED("FAILED"),
    NOT_RUN("not run");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** One line for a person; the second says why, if there is anything to say. */
  String text() {
    String line = "%-7s %-4s %s  [%s]".formatted(outcome, rule.id(), rule.name(), rule.clause());
    return said.isEmpty() ? line : line + "\n             " + said;
  }
}
