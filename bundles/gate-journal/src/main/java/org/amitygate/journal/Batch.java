package org.amitygate.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Works that are committed together, and what they changed. Confined to the writer. */
final class Batch {

  private final List<Pending<?>> works = new ArrayList<>();
  private final Changes changes = new Changes();

  /** In the order in which they run. */
  List<Pending<?>> works() {
    return works;
  }

  int size() {
    return works.size();
  }

  /** Takes works in, which share the fate of the batch from now on, whether they run or not. */
  void add(List<Pending<?>> next) {
    works.addAll(next);
  }

  /**
   * Runs works that were added on top of those before them. If this throws, nothing of the batch is
   * to be stored.
   *
   * @param begin gives a transaction on top of changes
   * @throws RuntimeException the rows could not be read; the works' own failures are kept with them
   */
  void run(List<Pending<?>> next, Function<Changes, WorkTransaction> begin) {
    for (Pending<?> pending : next) {
      pending.run(begin.apply(changes), changes);
    }
  }

  /** What they want to have stored. Not to be changed once the batch is on its way to the disk. */
  Changes changes() {
    return changes;
  }
}
