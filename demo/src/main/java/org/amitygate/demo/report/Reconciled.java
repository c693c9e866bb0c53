package org.amitygate.demo.report;

import java.util.List;

/**
 * What came of a difference between the journals that was planted at the end of a run.
 *
 * @param planted how many
 * @param found how many of them the gates found and named
 * @param named the crossings that they named
 */
public record Reconciled(int planted, int found, List<String> named) {

  public Reconciled {
    named = List.copyOf(named);
  }
}
