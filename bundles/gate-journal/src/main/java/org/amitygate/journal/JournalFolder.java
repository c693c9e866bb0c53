package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.core.time.MonotonicGateClock;
import org.amitygate.core.time.UuidV7;

/**
 * The data folder of a gate, opened: {@code journal.db} and {@code evidence/}, with real threads,
 * clock and randomness.
 */
public final class JournalFolder implements AutoCloseable {

  private final SqlStore store;
  private final EvidenceStore evidence;
  private final GateClock clock;
  private final Ids ids;
  private final JournalThreads threads;
  private final JournalWriter journal;

  private JournalFolder(SqlStore store, EvidenceStore evidence) {
    SecureRandom random = new SecureRandom();
    this.store = store;
    this.evidence = evidence;
    this.clock = new MonotonicGateClock(store.lastAt());
    this.ids = new UuidV7(clock, random);
    this.threads = new JournalThreads();
    this.journal = new JournalWriter(store, clock, ids, random, threads.strands());
  }

  /**
   * Opens the folder, creating what is missing.
   *
   * @throws IOException it cannot be created or locked
   * @throws RuntimeException it cannot be trusted with records; the message says why and what to do
   */
  public static JournalFolder open(Path folder) throws IOException {
    createPrivately(folder);
    SqlStore store = SqlStore.open(Sqlite.lock(folder.resolve("journal.db"), FileSync.SYSTEM));
    try {
      return new JournalFolder(
          store, new EvidenceStore(folder.resolve("evidence"), FileSync.SYSTEM));
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  public Journal journal() {
    return journal;
  }

  public Evidence evidence() {
    return evidence;
  }

  public GateClock clock() {
    return clock;
  }

  public Ids ids() {
    return ids;
  }

  /** Takes no more work, writes what is queued, closes. */
  @Override
  public void close() {
    journal.close();
    threads.close();
    store.close();
  }

  /** Personal data is in there: nobody but the gate's own account has to read it. */
  private static void createPrivately(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }
}
