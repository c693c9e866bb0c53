package org.amitygate.core.crossing;

import java.util.Map;

/**
 * Something with an effect outside, buffered by a stage and carried out only with its commit.
 *
 * @param kind {@code partner} or {@code authority}
 * @param target partner's or authority's id; empty for the lane's partner
 * @param name {@code offer}, {@code commit}, {@code ask} …
 * @param arguments text by name
 */
public record Effect(String kind, String target, String name, Map<String, String> arguments) {
  public Effect {
    arguments = Map.copyOf(arguments);
  }
}
