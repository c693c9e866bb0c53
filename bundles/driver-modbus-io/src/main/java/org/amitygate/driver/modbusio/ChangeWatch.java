package org.amitygate.driver.modbusio;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.jspecify.annotations.Nullable;

/** Turns snapshots into what changed from one to the next. Pure. */
final class ChangeWatch {

  private @Nullable Snapshot last;

  /**
   * @param last the last snapshot of the predecessor on the same connection; null on a new
   *     connection
   */
  ChangeWatch(@Nullable Snapshot last) {
    this.last = last;
  }

  @Nullable Snapshot last() {
    return last;
  }

  /**
   * What changed: loops that rose, loops that fell, then the barrier. A vehicle rises on the next
   * loop before it leaves the one before, so two changes that were seen at once happened in this
   * order. On the first snapshot of a connection everything is told.
   */
  List<Reading> changes(Snapshot now, Instant at) {
    Snapshot before = last;
    last = now;
    List<Reading> changes = new ArrayList<>();
    for (boolean occupied : new boolean[] {true, false}) {
      loop(changes, at, "entry", before == null ? null : before.entry(), now.entry(), occupied);
      loop(changes, at, "exit", before == null ? null : before.exit(), now.exit(), occupied);
      loop(
          changes,
          at,
          "passage",
          before == null ? null : before.passage(),
          now.passage(),
          occupied);
    }
    if (before == null || !before.sameBarrier(now)) {
      changes.add(now.state(at));
    }
    return changes;
  }

  private static void loop(
      List<Reading> changes,
      Instant at,
      String loop,
      @Nullable Boolean before,
      boolean now,
      boolean occupied) {
    if (now == occupied && (before == null || before != now)) {
      changes.add(new PresenceSensed(at, loop, now, before == null, Map.of()));
    }
  }
}
