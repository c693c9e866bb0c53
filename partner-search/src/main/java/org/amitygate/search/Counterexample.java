package org.amitygate.search;

import java.util.List;

/**
 * A promise that does not hold.
 *
 * @param steps the shortest way there that the search knows, one line each
 */
record Counterexample(String promise, List<String> steps) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(promise).append('\n');
    for (int i = 0; i < steps.size(); i++) {
      text.append(String.format("  %3d  %s%n", i + 1, steps.get(i)));
    }
    return text.toString();
  }
}
