package org.amitygate.core.bench;

import java.time.Instant;
import java.util.List;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.View;
import org.amitygate.core.time.GateClock;

/**
 * A journal whose process may die at any commit. Once dead it takes nothing, tells nothing and
 * completes nothing; what it committed is there for the next process.
 */
public interface CrashingJournal extends Journal {

  /** What is on disk. */
  View view();

  /** Every record on disk, in order, but for the first so many. */
  List<Entry> recordsAfter(int count);

  default List<Entry> records() {
    return recordsAfter(0);
  }

  /** Commits so far that wrote anything, those of processes before this one included. */
  int commits();

  /** While it is down, nothing can be written. */
  void down(boolean is);

  /** Dies at a commit: before it is on disk, or after it and before anybody hears of it. */
  void crashAt(int commit, boolean after);

  /** Dies now. */
  void crash();

  boolean crashed();

  /** The types of a stream's records, in order. */
  default List<String> types(String stream) {
    return view().records(stream).stream().map(Entry::type).toList();
  }

  /** Where the journals of one gate are, one process after another. */
  interface Storage {

    /** Starts a process on what the one before left; its death stops its time. */
    CrashingJournal start(VirtualTime time, GateClock clock);

    /** Stages are started beside the commit, which may fail. */
    default boolean runsBesideCommit() {
      return false;
    }

    /** The time of the last record on disk. */
    Instant lastAt();
  }
}
