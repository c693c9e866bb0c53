package org.amitygate.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;

/**
 * The server's journal writer over a {@link SimulatedDisk}. In the package of the writer because
 * its seams, {@link Store} and {@link Strands}, are open to nobody else; never in the server.
 */
public final class SimulatedJournal {

  /** What the disk does while a batch is on its way to it. */
  public interface Disk {

    /**
     * Lets the time of a commit pass; other threads run meanwhile.
     *
     * @return why nothing of it is on disk; empty: all of it is
     */
    Optional<String> writing();

    /** Whether it can be written, as a probe finds it: why not, or empty. */
    Optional<String> trouble();

    /** The answer to the commit that was just written is lost: the writer must ask. */
    boolean losesAnswer();
  }

  /** The threads of one process. */
  public record Executors(
      Executor writer, Executor completions, Executor readers, Scheduler timer) {}

  private SimulatedJournal() {}

  /** When the last record on a disk was written; the epoch if there is none. */
  public static Instant lastAt(SimulatedDisk disk) {
    return disk.lastAt();
  }

  /** The journal of one process. */
  public static Journal open(
      SimulatedDisk rows,
      Disk disk,
      GateClock clock,
      Ids ids,
      RandomGenerator salts,
      Executors on) {
    Strands strands =
        new Strands(
            on.writer(),
            on.completions(),
            on.readers(),
            (delay, task) -> on.timer().after(delay, task));
    return new JournalWriter(new OnDisk(rows, disk), clock, ids, salts, strands);
  }

  private static final class OnDisk implements Store {

    private final SimulatedDisk rows;
    private final Disk disk;
    private boolean lastWritten;

    OnDisk(SimulatedDisk rows, Disk disk) {
      this.rows = rows;
      this.disk = disk;
    }

    @Override
    public String place() {
      return "memory";
    }

    @Override
    public Rows rows() {
      return rows;
    }

    @Override
    public void commit(Changes changes) {
      if (changes.isEmpty()) {
        return;
      }
      lastWritten = false;
      disk.writing().ifPresent(OnDisk::unavailable);
      rows.write(changes);
      lastWritten = true;
      if (disk.losesAnswer()) {
        throw new CommitUnknown("the answer was lost", new IllegalStateException("simulated"));
      }
    }

    @Override
    public void committed(Changes changes) {}

    /** Written at once, at the end of the commit. */
    @Override
    public boolean answersBesideCommit() {
      return true;
    }

    @Override
    public boolean wasCommitted() {
      disk.trouble().ifPresent(OnDisk::unavailable);
      return lastWritten;
    }

    @Override
    public <R> R read(Function<Rows, R> question) {
      return question.apply(rows);
    }

    @Override
    public void probe() {
      disk.trouble().ifPresent(OnDisk::unavailable);
    }

    @Override
    public Instant lastAt() {
      return rows.lastAt();
    }

    @Override
    public void close() {}

    private static void unavailable(String why) {
      throw new StoreUnavailable(why, new IllegalStateException("simulated"));
    }
  }
}
