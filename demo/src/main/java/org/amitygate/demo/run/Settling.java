package org.amitygate.demo.run;

import java.util.concurrent.TimeUnit;

/**
 * Waits until both journals have settled: nothing under way, nothing waiting to leave; or nothing
 * changed for a while.
 */
public final class Settling {
  private static final long LOOK_MILLIS = 250;
  private static final long QUIET_SECONDS = 30;
  private static final long AT_MOST_SECONDS = 180;

  private Settling() {}

  /** Returns true when everything has an end. */
  public static boolean await(GateProcess exports, GateProcess imports)
      throws InterruptedException {
    long begun = System.nanoTime();
    long changed = begun;
    long position = -1;
    try (JournalReader here = exports.journal();
        JournalReader there = imports.journal()) {
      while (true) {
        boolean ended =
            here.underWay().isEmpty()
                && here.waiting() == 0
                && there.waiting() == 0
                && there.underWay().stream().allMatch(row -> row.handover().equals("LOCAL"));
        if (ended) {
          return true;
        }
        long now = System.nanoTime();
        long written = here.last() + there.last();
        changed = written == position ? changed : now;
        position = written;
        if (past(changed, now, QUIET_SECONDS) || past(begun, now, AT_MOST_SECONDS)) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  private static boolean past(long since, long now, long seconds) {
    return now - since > TimeUnit.SECONDS.toNanos(seconds);
  }
}
