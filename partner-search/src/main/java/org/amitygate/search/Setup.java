package org.amitygate.search;

import java.util.EnumSet;
import java.util.Set;

/**
 * How large a search is.
 *
 * @param epochs attempts that are looked at
 * @param talk about what else; something else than nothing: otherwise nothing goes wrong
 * @param inForce rules at the barrier that the interlock keeps
 * @param asTables also what the tables promise as tables, beside what the protocol promises
 */
record Setup(Network.Kind network, int epochs, Talk talk, Set<Rule> inForce, boolean asTables) {

  static Setup of(Network.Kind network, int epochs) {
    return new Setup(network, epochs, Talk.NONE, EnumSet.allOf(Rule.class), false);
  }

  /** In order: a message that came again would open an inspection that is agreed. */
  static Setup of(Talk talk, int epochs) {
    return new Setup(Network.Kind.IN_ORDER, epochs, talk, EnumSet.allOf(Rule.class), false);
  }

  /** Nothing goes wrong at barriers and on the way: only the talk is searched. */
  boolean calm() {
    return talk != Talk.NONE;
  }

  Setup without(Rule rule) {
    Set<Rule> rest = EnumSet.copyOf(inForce);
    rest.remove(rule);
    return new Setup(network, epochs, talk, rest, asTables);
  }

  Setup judgingTables() {
    return new Setup(network, epochs, talk, inForce, true);
  }

  /** Numbers that a message may carry: its epoch, or which of two results it tells. */
  int numbers() {
    return talk == Talk.JOINT ? Math.max(epochs, 2) : epochs;
  }

  @Override
  public String toString() {
    return network + ", " + epochs + " epochs" + (talk == Talk.NONE ? "" : ", " + talk);
  }
}
