package org.amitygate.search;

import java.util.EnumSet;
import java.util.Set;

/**
 * How large a search is.
 *
 * @param epochs attempts that are looked at
 * @param inForce rules at the barrier that the interlock keeps
 * @param asTables also what the tables promise as tables, beside what the protocol promises
 */
record Setup(Network.Kind network, int epochs, Set<Rule> inForce, boolean asTables) {

  static Setup of(Network.Kind network, int epochs) {
    return new Setup(network, epochs, EnumSet.allOf(Rule.class), false);
  }

  Setup without(Rule rule) {
    Set<Rule> rest = EnumSet.copyOf(inForce);
    rest.remove(rule);
    return new Setup(network, epochs, rest, asTables);
  }

  Setup judgingTables() {
    return new Setup(network, epochs, inForce, true);
  }
}
