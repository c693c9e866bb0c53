package org.amitygate.search;

import java.util.EnumSet;
import java.util.Set;

/**
 * How large a search is.
 *
 * @param epochs attempts that are looked at
 * @param joint joint inspections by either side at any time, and otherwise nothing goes wrong
 * @param inForce rules at the barrier that the interlock keeps
 * @param asTables also what the tables promise as tables, beside what the protocol promises
 */
record Setup(Network.Kind network, int epochs, boolean joint, Set<Rule> inForce, boolean asTables) {

  static Setup of(Network.Kind network, int epochs) {
    return new Setup(network, epochs, false, EnumSet.allOf(Rule.class), false);
  }

  /** In order: a message that came again would open an inspection that is agreed. */
  static Setup inspecting(int epochs) {
    return new Setup(Network.Kind.IN_ORDER, epochs, true, EnumSet.allOf(Rule.class), false);
  }

  Setup without(Rule rule) {
    Set<Rule> rest = EnumSet.copyOf(inForce);
    rest.remove(rule);
    return new Setup(network, epochs, joint, rest, asTables);
  }

  Setup judgingTables() {
    return new Setup(network, epochs, joint, inForce, true);
  }

  /** Numbers that a message may carry: its epoch, or which of two results it tells. */
  int numbers() {
    return joint ? Math.max(epochs, 2) : epochs;
  }

  @Override
  public String toString() {
    return network + ", " + epochs + " epochs" + (joint ? ", joint inspections" : "");
  }
}
