package org.amitygate.demo.run;

import org.amitygate.demo.report.CrossingRow;

/**
 * Where a crossing is, in one word: the flow's stage, or the handover's state once there is one.
 */
final class Stages {
  private Stages() {}

  static String of(CrossingRow row) {
    String handover = row.handover();
    if (handover.equals("LOCAL")) {
      return row.stage();
    }
    String barrier = row.handoverNote("ownBarrier");
    return row.exit() || barrier.isEmpty() ? handover : handover + "/" + barrier;
  }
}
